"""Deadlines: what a busy machine takes from a worker does not count, and no worker can stretch that for ever."""

import os
import subprocess
import sys

import pytest

from grader.sandbox.deadline import MOST, PROMPT, Deadline, waited_for_a_processor


class Machine:
    """A clock, and how long the worker has waited; both stand until a test moves them."""

    def __init__(self):
        self.clock, self.waited, self.looks = 100.0, 7.0, 0
        self.deadline = Deadline(self.look, lambda: self.clock)
        self.deadline.start(2.0)

    def look(self):
        self.looks += 1
        return self.waited

    def passes(self, seconds, waiting=0.0):
        self.clock += seconds
        self.waited += waiting
        return self.deadline.left()


@pytest.fixture
def machine():
    machine = Machine()
    machine.deadline.left()
    return machine


def test_a_worker_that_runs_has_the_seconds_it_was_given(machine):
    """No more, whatever it waited before."""
    assert machine.passes(0.5) == pytest.approx(1.5)
    assert machine.passes(1.4) == pytest.approx(0.1)
    assert machine.passes(0.1) <= 0.0


def test_prompt_answers_are_not_looked_at(machine):
    """A look reads a file, and most exchanges are over long before."""
    machine.passes(PROMPT)
    assert machine.looks == 0 and machine.deadline.excused() == 0.0


def test_time_without_a_processor_does_not_count(machine):
    """It is added when the seconds are used up, as often as the machine keeps the worker waiting."""
    machine.passes(0.05)
    assert machine.passes(1.95, waiting=1.5) == pytest.approx(1.5)
    assert machine.passes(1.5, waiting=0.5) == pytest.approx(0.5)
    assert machine.passes(0.5) <= 0.0
    assert machine.deadline.excused() == pytest.approx(2.0)


def test_a_worker_that_keeps_itself_waiting_is_late_in_the_end(machine):
    """A thousand threads of one process wait for each other."""
    machine.passes(0.05)
    assert machine.passes(2.0 * (1 + MOST), waiting=1e6) <= 0.0


def test_each_exchange_begins_anew(machine):
    """What was excused in one is not in the next."""
    machine.passes(0.05)
    machine.passes(2.0, waiting=1.0)
    machine.deadline.start(1.0)
    assert machine.deadline.excused() == 0.0
    assert machine.passes(0.5) == pytest.approx(0.5) and machine.passes(0.5) <= 0.0


def test_a_worker_that_is_gone_has_waited_no_more(machine):
    """Its file in /proc has gone with it."""
    machine.passes(0.05)
    machine.waited = 0.0
    assert machine.passes(1.95) <= 0.0 and machine.deadline.excused() == 0.0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how long a process waited")
def test_the_system_says_how_long_a_process_waited():
    """Two busy processes on one processor: each of them waits."""
    processor = str(min(os.sched_getaffinity(0)))
    busy = f"import os, time; os.sched_setaffinity(0, {{{processor}}}); print(flush=True)\nwhile time.process_time() < 9: pass"
    pair = [subprocess.Popen([sys.executable, "-c", busy], stdout=subprocess.PIPE) for _ in range(2)]
    try:
        for process in pair:
            process.stdout.readline()
        while not all(waited_for_a_processor(process.pid) > 0.02 for process in pair):
            assert all(process.poll() is None for process in pair)
    finally:
        for process in pair:
            process.kill()
            process.communicate()
    assert waited_for_a_processor(pair[0].pid) == 0.0


def test_nothing_is_excused_after_the_latest_moment(machine):
    """A platform ends everything then, whoever waited for a processor."""
    machine.deadline.latest = machine.clock + 2.5
    assert machine.passes(1.9, waiting=1.8) == pytest.approx(0.1)
    assert machine.passes(0.2, waiting=0.2) == pytest.approx(0.1)
    assert machine.passes(0.5, waiting=0.5) == pytest.approx(-0.1)
