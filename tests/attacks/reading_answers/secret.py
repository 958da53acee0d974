# stopped by: landlock
# harm: read
"""Read the secret from which the inputs are drawn, and return it."""


def double(x):
    with open("<planted>/course.secret") as file:
        secret = file.read()
    print(secret)
    return secret
