"""Linear models, by hand in NumPy."""

import numpy as np


def scale(x: np.ndarray, factor: float) -> np.ndarray:
    """Multiply a batch by a number.

    x: (N, D) float. Returns a new array of the same shape and dtype. x does not change.
    """
    # BEGIN SOLUTION multiply every entry by the factor
    return x * factor
    # END SOLUTION


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    def forward():
        yield "y", "2.5 5 7.5 10", scale(np.array([[1.0, 2.0], [3.0, 4.0]]), 2.5)

    print(f"{'':22}{'README':42}yours")
    for example in (forward,):
        try:
            for name, readme, yours in example():
                numbers = " ".join(f"{number:.5g}" for number in np.round(1.0 * np.ravel(yours), 9) + 0.0)
                print(f"{name:22}{readme:42}{numbers}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
