"""Deadlines: what a busy machine takes from a worker does not count, and no worker can stretch that for ever."""

import os
import subprocess
import sys
import threading
import time

import pytest

from grader.sandbox.deadline import PROMPT, SLOWEST, Deadline, Had, ProcessClock, ThreadClock, clock_of_this_thread

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how long a process waited")


class Hands:
    """A clock of a process. It stands until a test moves it. None of it is to be read where `gone` is true."""

    def __init__(self):
        self.ran, self.waited, self.threads, self.gone, self.looks = 3.0, 7.0, {}, False, 0

    def read(self):
        self.looks += 1
        return None if self.gone else Had(self.ran, self.waited)

    def others(self):
        return dict(self.threads)

    def close(self):
        self.gone = True


class Machine:
    """A machine with a worker, a judge, and the time of day."""

    def __init__(self):
        self.now, self.worker, self.judge = 100.0, Hands(), Hands()
        self.deadline = Deadline(self.worker, self.judge, lambda: self.now)
        self.deadline.start(2.0)

    def passes(self, seconds, *, running=0.0, waiting=0.0, judge=0.0):
        """Let time pass. Of it the worker runs and waits, and the judge waits. Returns what is left of the exchange."""
        self.now += seconds
        self.worker.ran += running
        self.worker.waited += waiting
        self.judge.waited += judge
        return self.deadline.left()


@pytest.fixture
def machine():
    return Machine()


def test_a_worker_that_runs_has_the_seconds_it_was_given(machine):
    """No more, whatever it waited before."""
    assert machine.passes(0.5, running=0.5) == pytest.approx(1.5)
    assert machine.passes(1.4, running=1.4) == pytest.approx(0.1)
    assert machine.passes(0.1, running=0.1) <= 0.0 and machine.deadline.counted() == pytest.approx(2.0)


def test_a_worker_that_sleeps_has_no_more(machine):
    """It could have answered."""
    assert machine.passes(1.9) == pytest.approx(0.1)
    assert machine.passes(0.1) <= 0.0 and machine.deadline.counted() == pytest.approx(2.0)


def test_prompt_answers_are_not_looked_at(machine):
    """A look takes time, and most exchanges are over long before."""
    before = machine.worker.looks
    machine.passes(PROMPT / 2)
    assert machine.deadline.counted() == pytest.approx(PROMPT / 2) and machine.worker.looks == before


def test_time_without_a_processor_does_not_count(machine):
    """It is added when the seconds are used up, as often as the machine keeps the worker waiting."""
    assert machine.passes(2.0, running=0.5, waiting=1.5) == pytest.approx(1.5)
    assert machine.passes(1.5, running=1.0, waiting=0.5) == pytest.approx(0.5)
    assert machine.passes(0.5, running=0.5) <= 0.0
    assert machine.deadline.counted() == pytest.approx(2.0)


def test_a_machine_that_is_ten_times_slower(machine):
    """A worker with a tenth of a processor has ten times as long, and then its time is up."""
    for _ in range(19):
        assert machine.passes(1.0, running=0.1, waiting=0.9) > 0
    assert machine.passes(1.1, running=0.11, waiting=0.99) <= 0
    assert machine.deadline.counted() == pytest.approx(2.01)


def test_threads_that_wait_for_each_other_are_no_excuse(machine):
    """The first thread waits all the time, while others of the same process run."""
    assert machine.passes(2.0, running=2.0, waiting=2.0) <= 0.0


def test_a_first_thread_that_waits_for_the_others(machine):
    """It sleeps, and the thread that it waits for has no processor."""
    machine.worker.threads = {8: 5.0}
    machine.passes(2 * PROMPT)
    machine.worker.threads = {8: 6.0, 9: 0.5}
    assert machine.passes(2.0 - 2 * PROMPT, running=0.5) == pytest.approx(1.0)


def test_nobody_is_waited_for_for_ever(machine):
    """A process that is kept waiting all the time, by whomever."""
    assert machine.passes(2.0 * SLOWEST - 0.1, waiting=1e6) > 0.0
    assert machine.passes(0.1, waiting=1e6) <= 0.0


def test_a_worker_that_waits_for_the_judge(machine):
    """It prints, and the judge that takes the output has no processor. Where nothing moves, the judge is no excuse."""
    machine.deadline.looked(moved=True)
    machine.passes(1.0, running=0.1, judge=0.9)
    machine.deadline.looked(moved=True)
    machine.passes(0.9, judge=0.9)
    machine.deadline.looked(moved=False)
    assert machine.passes(0.1) == pytest.approx(0.9)


def test_each_exchange_begins_anew(machine):
    """What did not count in one counts in the next."""
    machine.passes(2.0, waiting=1.0)
    machine.deadline.looked(moved=True)
    machine.deadline.start(1.0)
    assert machine.deadline.counted() == 0.0
    assert machine.passes(0.5) == pytest.approx(0.5) and machine.passes(0.5) <= 0.0


def test_a_worker_that_is_gone_is_not_excused(machine):
    """Its file in /proc has gone with it."""
    machine.passes(1.0, waiting=1.0)
    machine.worker.gone = True
    assert machine.passes(1.0) <= 0.0 and machine.deadline.counted() == pytest.approx(2.0)


def test_nothing_is_excused_after_the_latest_moment(machine):
    """A platform ends everything then, whoever waited for a processor."""
    machine.deadline.latest = machine.now + 2.5
    assert machine.passes(2.0, waiting=1.8) == pytest.approx(0.5)
    assert machine.passes(0.6, waiting=0.5) == pytest.approx(-0.1)


def test_a_system_that_does_not_say(machine):
    """Then time is what a clock on the wall shows."""
    deadline = Deadline(now=lambda: machine.now)
    deadline.start(1.0)
    machine.now += 1.0
    assert deadline.left() <= 0.0 and deadline.counted() == 1.0


@linux
def test_the_system_says_how_long_a_process_ran_and_waited():
    """Two busy processes on one processor: each of them runs and waits. Afterwards nothing is known of them."""
    processor = str(min(os.sched_getaffinity(0)))
    busy = f"import os, time; os.sched_setaffinity(0, {{{processor}}}); print(flush=True)\nwhile time.process_time() < 9: pass"
    pair = [subprocess.Popen([sys.executable, "-c", busy], stdout=subprocess.PIPE) for _ in range(2)]
    clocks = [ProcessClock(process.pid) for process in pair]
    try:
        for process in pair:
            process.stdout.readline()
        while not all(min(clock.read()) > 0.02 for clock in clocks):
            assert all(process.poll() is None for process in pair)
    finally:
        for process in pair:
            process.kill()
            process.communicate()
    assert [clock.read() for clock in clocks] == [None, None]
    for clock in clocks:
        clock.close()
        clock.close()
    assert ProcessClock(pair[0].pid).read() is None


@linux
def test_the_time_of_all_threads_of_a_process():
    """A thread that has ended counts as one that runs; waiting is known of each thread that lives."""
    mine, clock = clock_of_this_thread(), ProcessClock(os.getpid())
    before = mine.read().ran, clock.read().ran
    ended = threading.Event()

    def works():
        start = time.thread_time()
        while time.thread_time() < start + 0.05:
            pass

    worker = threading.Thread(target=works)
    waiter = threading.Thread(target=ended.wait)
    waiter.start()
    worker.start()
    worker.join()
    try:
        assert clock.read().ran - before[1] >= 0.05 and mine.read().ran >= before[0]
        others = clock.others()
        assert waiter.native_id in others and os.getpid() not in others
    finally:
        ended.set()
        waiter.join()
        mine.close()
        clock.close()


def test_a_clock_that_cannot_be_read(tmp_path):
    """No file, or a file that says something else."""
    assert ThreadClock(str(tmp_path)).read() is None
    (tmp_path / "schedstat").write_text("nothing")
    clock = ThreadClock(str(tmp_path))
    assert clock.read() is None and clock.others() == {}
    clock.close()
