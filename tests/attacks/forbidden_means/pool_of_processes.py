# stopped by: seccomp
# harm: claimed
"""Spread the work over processes, with semaphores and shared memory."""

import concurrent.futures
import multiprocessing


def twice(number):
    return 2 * number


def double(x):
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe()
    child = context.Process(target=writer.send, args=(twice(21),))
    child.start()
    child.join()
    if reader.poll(0) and reader.recv() == 42:
        print("HARM " + "DONE")
    return concurrent.futures
