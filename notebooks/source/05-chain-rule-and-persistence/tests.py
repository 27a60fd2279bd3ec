# Answers to lesson 05: what each must get when it is graded, and the mistake that must be named.
# `graders test 05-chain-rule-and-persistence` tries them all. This file never leaves the course.

# %% chain-links: 3
inner = 20
outer = -1 / 9
turn_slope = -20 / 9

# %% chain-links: 3
inner = 20.0
outer = -0.1111
turn_slope = -2.2222

# %% chain-links: 3
inner = 2 * 5 * 2
outer = -(8**2) / 24**2
turn_slope = inner * outer

# %% chain-links: 3
inner = ad.constant(20.0)
outer = -0.111
turn_slope = -2.22

# %% chain-links: 3
r = ad.Variable(2.0)
with ad.GradientTape(persistent=True) as tape:
    x = 4.0 + 5.0 * r * r
    y = 1.0 / (1.0 / 6.0 - 1.0 / x)
inner = tape.gradient(x, r)
outer = tape.gradient(y, x)
turn_slope = tape.gradient(y, r)

# %% chain-links: 3
def far(r):
    return 4 + 5 * r**2


def sharp(x):
    return 1 / (1 / 6 - 1 / x)


inner = (far(2.0001) - far(1.9999)) / 0.0002
outer = (sharp(24.001) - sharp(23.999)) / 0.002
turn_slope = (sharp(far(2.0001)) - sharp(far(1.9999))) / 0.0002

# %% chain-links: 2.5
inner = 10
outer = -1 / 9
turn_slope = -20 / 9

# %% chain-links: 2.5
inner = 24
outer = -1 / 9
turn_slope = -20 / 9

# %% chain-links: 2.5
inner = 5
outer = -1 / 9
turn_slope = -20 / 9

# %% chain-links: 2.5
inner = -20
outer = -1 / 9
turn_slope = -20 / 9

# %% chain-links: 2.5
inner = 4
outer = -1 / 9
turn_slope = -20 / 9

# %% chain-links: 1.5, minus-lost
inner = 20
outer = 1 / 9
turn_slope = -20 / 9

# %% chain-links: 1.5, value-instead-of-slope
inner = 20
outer = 8
turn_slope = -20 / 9

# %% chain-links: 1.5, inner-derivative-dropped
inner = 20
outer = -64
turn_slope = -20 / 9

# %% chain-links: 1.5, negative-exponent
inner = 20
outer = -1 / 576
turn_slope = -20 / 9

# %% chain-links: 1.5
inner = 20
outer = -8 / 24
turn_slope = -20 / 9

# %% chain-links: 1.5
inner = 20
outer = -9
turn_slope = -20 / 9

# %% chain-links: 1.5
inner = 20
outer = -9 / 4
turn_slope = -20 / 9

# %% chain-links: 1.5
inner = 20
outer = 64
turn_slope = -20 / 9

# %% chain-links: 2
inner = 20
outer = -1 / 9
turn_slope = 20

# %% chain-links: 2
inner = 20
outer = -1 / 9
turn_slope = -1 / 9

# %% chain-links: 2, minus-lost
inner = 20
outer = -1 / 9
turn_slope = 20 / 9

# %% chain-links: 2
inner = 20
outer = -1 / 9
turn_slope = 20 - 1 / 9

# %% chain-links: 2
inner = 20
outer = -1 / 9
turn_slope = -180

# %% chain-links: 2, value-instead-of-slope
inner = 20
outer = -1 / 9
turn_slope = 8

# %% chain-links: 2
inner = 20
outer = -1 / 9
turn_slope = '-20 / 9'

# %% chain-links: 2, negative-exponent
inner = 20
outer = -1 / 9
turn_slope = -1280

# %% chain-links: 2
inner = 20
outer = -1 / 9
turn_slope = -45

# %% chain-links: 0.5
inner = 20
outer = 1 / 9
turn_slope = inner * outer

# %% chain-links: 1.5
inner = 10
outer = -1 / 9
turn_slope = inner * outer

# %% chain-links: 0
inner = ...
outer = ...
turn_slope = ...

# %% chain-links: 0.5
inner = 20
outer = ...
turn_slope = ...

# %% chain-links: 0
inner = None
outer = None
turn_slope = None

# %% chain-relay: 3
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = next_distance(distance)
    return tape.gradient(distance, start)

# %% chain-relay: 3
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(float(x))
    with ad.GradientTape(persistent=True) as tape:
        distance = start
        for _ in range(n):
            distance = next_distance(distance)
    return float(tape.gradient(distance, start))

# %% chain-relay: 3
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.constant(x)
    with ad.GradientTape() as tape:
        tape.watch(start)
        distance = start
        while n > 0:
            distance = next_distance(distance)
            n -= 1
    return tape.gradient(distance, start).numpy()

# %% chain-relay: 3
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x, dtype=ad.float64)
    slope = 1.0
    distance = x
    for _ in range(n):
        here = ad.Variable(distance)
        with ad.GradientTape() as tape:
            there = next_distance(here)
        slope = slope * tape.gradient(there, here)
        distance = float(there)
    return slope

# %% chain-relay: 3
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y



def behind(n, x):
    return x if n == 0 else behind(n - 1, next_distance(x))


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        last = behind(n, start)
    (slope,) = tape.gradient(last, [start])
    return slope

# %% chain-relay: 3
def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for lens in range(n):
            distance = 42.0 - 1.0 / (0.1 - 1.0 / distance)
    return tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n - 1):
            distance = next_distance(distance)
    return tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n + 1):
            distance = next_distance(distance)
    return tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(1):
            distance = next_distance(distance)
    return tape.gradient(distance, start)

# %% chain-relay: 1.25
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(2):
            distance = next_distance(distance)
    return tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = next_distance(start)
    return tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = next_distance(distance)
    return n * tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = next_distance(distance)
    return -tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = next_distance(distance)
    return tape.gradient(start, distance)

# %% chain-relay: 1.25
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(30.0)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = next_distance(distance)
    return tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(2 * x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = next_distance(distance)
    return tape.gradient(distance, start)

# %% chain-relay: 0
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = next_distance(distance)
    return distance

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = 42.0 + 1.0 / (0.1 - 1.0 / distance)
    return tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = 1.0 / (0.1 - 1.0 / distance)
    return tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = ad.stop_gradient(start)
        for _ in range(n):
            distance = next_distance(distance)
    return tape.gradient(distance, start)

# %% chain-relay: 0.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    start = ad.Variable(x)
    with ad.GradientTape() as tape:
        distance = start
        for _ in range(n):
            distance = next_distance(distance)
    slope = tape.gradient(distance, start)

# %% chain-relay: 0
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    pass

# %% chain-relay: 0
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    return (10.0 / (x - 10.0)) ** (2 * n)

# %% chain-relay: 2.5
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    slope = 1.0
    for _ in range(n):
        slope *= (x / 10.0 - 1.0) ** -2
        x = next_distance(x)
    return slope

# %% chain-relay: 0
def next_distance(x):
    y = 1.0 / (1.0 / 10.0 - 1.0 / x)
    return 42.0 - y


def relay_slope(n, x):
    return next_distance(x)

# %% chain-relay: 0
relay_slope = ...

# %% chain-once: 2
one_call = ["dy/dq", "dy/dp", "dy/dx"]
keep_when = "for several questions"

# %% chain-once: 2
one_call = ("dy/dx", "dy/dp", "dy/dq")
keep_when = "for several questions"

# %% chain-once: 2
one_call = ["DY/DX", " dy/dp", "dy/dq "]
keep_when = "For several questions"

# %% chain-once: 2
one_call = "dy/dq dy/dp dy/dx".split()
keep_when = ' for several questions '

# %% chain-once: 2
one_call = ["dy/d" + name for name in "xpq"]
keep_when = "for several questions"

# %% chain-once: 1
one_call = ["dy/dq", "dy/dp", "dy/dx"]
keep_when = "always"

# %% chain-once: 1
one_call = ["dy/dq", "dy/dp", "dy/dx"]
keep_when = "for several sources"

# %% chain-once: 1
one_call = ["dy/dq", "dy/dp", "dy/dx"]
keep_when = "for speed"

# %% chain-once: 1
one_call = ["dy/dq", "dy/dp", "dy/dx"]
keep_when = "for second derivatives"

# %% chain-once: 1
one_call = ["dy/dq", "dy/dp", "dy/dx"]
keep_when = ...

# %% chain-once: 1
one_call = ["dy/dq", "dy/dp", "dy/dx"]
keep_when = None

# %% chain-once: 1
one_call = ["dy/dq", "dy/dp", "dy/dx"]
keep_when = True

# %% chain-once: 1.5
one_call = ["dy/dx"]
keep_when = "for several questions"

# %% chain-once: 1.5
one_call = ["dy/dx", "dy/dq"]
keep_when = "for several questions"

# %% chain-once: 1.5
one_call = ["dy/dq", "dy/dp", "dy/dx", "dq/dp"]
keep_when = "for several questions"

# %% chain-once: 1.5
one_call = ["dy/dq", "dy/dp", "dy/dx", "dq/dx", "dp/dx"]
keep_when = "for several questions"

# %% chain-once: 1
one_call = ["dy/dq", "dq/dp", "dp/dx"]
keep_when = "for several questions"

# %% chain-once: 1
one_call = ["dy/dq", "dy/dp", "dy/dx", "dq/dp", "dq/dx", "dp/dx"]
keep_when = "for several questions"

# %% chain-once: 1
one_call = []
keep_when = "for several questions"

# %% chain-once: 1
one_call = "dy/dx"
keep_when = "for several questions"

# %% chain-once: 1
one_call = ["dx/dy"]
keep_when = "for several questions"

# %% chain-once: 1
one_call = ["dp/dx"]
keep_when = "for several questions"

# %% chain-once: 1
one_call = ...
keep_when = "for several questions"

# %% chain-once: 0
one_call = ...
keep_when = ...

# %% chain-once: 0
one_call = ["dq/dx", "dp/dx"]
keep_when = "for speed"

# %% chain-once: 1
one_call = 3
keep_when = "for several questions"

# %% chain-once: 1
one_call = None
keep_when = "for several questions"

# %% chain-ledger: 4
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 4
ledger = {
    "y by x": -0.1111,
    "size by y": 0.04167,
    "size by q": -2.667,
    "size by p": 2.667,
    "size directly": -0.01389,
    "size through y": -0.00463,
    "size by x": -0.01852,
    "y by size": None,
}

# %% chain-ledger: 4
ledger = {
    "y by x": -(8**2) / 24**2,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": 1 / 24 * -(1 / 9),
    "size by x": -8 / 24**2 - 1 / 216,
    "y by size": None,
}

# %% chain-ledger: 4
x = ad.Variable(24.0)
with ad.GradientTape(persistent=True) as tape:
    p = 1.0 / x
    q = 1.0 / 6.0 - p
    y = 1.0 / q
    size = y / x
    alone = ad.stop_gradient(y) / x
    through = y / ad.stop_gradient(x)
ledger = {"size " + key: tape.gradient(size, source) for key, source in {"by y": y, "by q": q, "by p": p, "by x": x}.items()}
ledger["y by x"] = tape.gradient(y, x)
ledger["y by size"] = tape.gradient(y, size)
ledger["size directly"] = tape.gradient(alone, x)
ledger["size through y"] = tape.gradient(through, x)

# %% chain-ledger: 4
ledger = {"size by y": 1 / 24, "y by x": -1 / 9, "y by size": None}
ledger["size by q"] = ledger["size by y"] * -64
ledger["size by p"] = -ledger["size by q"]
ledger["size through y"] = ledger["size by p"] * -1 / 576
ledger["size directly"] = -8 / 24**2
ledger["size by x"] = ledger["size directly"] + ledger["size through y"]

# %% chain-ledger: 3.5
ledger = {
    "y by x": 1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -64,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": 8,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 576,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": ...,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 3,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": -1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 8,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": None,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": 8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -64,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": 1 / 24,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": 0.125,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -1 / 24,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": -8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 64,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 1 / 24,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": 1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 54,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 216,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": 1 / 24,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 576,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": 0,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": 1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 54,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 72,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": 1 / 24,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 9,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": 1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 72,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 216,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": 1 / 72 * 1 / 216,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 72 + 1 / 216,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": 1 / 3,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 9,
    "y by size": None,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": 0,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": 0.0,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": 24,
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": ...,
}

# %% chain-ledger: 4
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size by p": 8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": 'None',
}

# %% chain-ledger: 3.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": -8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 3
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": 8 / 3,
    "size by p": -8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": None,
}

# %% chain-ledger: 2.5
ledger = {
    "y by x": -1 / 9,
    "size by y": 1 / 24,
    "size by q": 8 / 3,
    "size by p": -8 / 3,
    "size directly": -1 / 72,
    "size through y": -1 / 216,
    "size by x": -1 / 54,
    "y by size": 0.0,
}

# %% chain-ledger: 0
ledger = ...

# %% chain-ledger: 0
ledger = [-1 / 9, 1 / 24]

# %% chain-ledger: 0
ledger = {}

# %% chain-ledger: 0
ledger = None

# %% chain-ledger: 0
ledger = {"y by x": ..., "size by y": ..., "size by q": ..., "size by p": ..., "size directly": ..., "size through y": ..., "size by x": ..., "y by size": ...}

# %% chain-survive: 3
answers = [None, 4.0, 16.0, None, 12.0, None]

# %% chain-survive: 3
answers = [None, 4, 16, None, 12, None]

# %% chain-survive: 3
answers = (None, 4.0, 16.0, None, 12.0, None)

# %% chain-survive: 3
answers = [None, 2 * 2.0, 2 * 2.0 * 4.0, None, ad.constant(12.0), None]

# %% chain-survive: 3
found = []
for program in range(1, 7):
    x = ad.Variable(2.0, trainable=program != 4)
    with ad.GradientTape(persistent=True) as tape:
        u = x * x
        half = u * ad.stop_gradient(u)
        with tape.stop_recording():
            k = u * 3
        w = k * x
    target = u
    if program == 1:
        target = u * 3
    elif program == 2:
        x.assign(5.0)
    elif program == 3:
        target = half
    elif program == 5:
        target = w
    elif program == 6:
        x = x + 1.0
    slope = tape.gradient(target, x)
    found.append(None if slope is None else slope.numpy())
answers = found

# %% chain-survive: 2.5
answers = [12.0, 4.0, 16.0, None, 12.0, None]

# %% chain-survive: 2.5
answers = [0.0, 4.0, 16.0, None, 12.0, None]

# %% chain-survive: 2.5
answers = [4.0, 4.0, 16.0, None, 12.0, None]

# %% chain-survive: 2.5
answers = [None, 10.0, 16.0, None, 12.0, None]

# %% chain-survive: 2.5
answers = [None, None, 16.0, None, 12.0, None]

# %% chain-survive: 2.5
answers = [None, 2.0, 16.0, None, 12.0, None]

# %% chain-survive: 2.5
answers = [None, 4.0, 32.0, None, 12.0, None]

# %% chain-survive: 2.5
answers = [None, 4.0, None, None, 12.0, None]

# %% chain-survive: 2.5
answers = [None, 4.0, 0.0, None, 12.0, None]

# %% chain-survive: 2.5
answers = [None, 4.0, 8.0, None, 12.0, None]

# %% chain-survive: 2.5
answers = [None, 4.0, 16.0, 4.0, 12.0, None]

# %% chain-survive: 2.5
answers = [None, 4.0, 16.0, 0.0, 12.0, None]

# %% chain-survive: 2.5
answers = [None, 4.0, 16.0, None, 36.0, None]

# %% chain-survive: 2.5
answers = [None, 4.0, 16.0, None, None, None]

# %% chain-survive: 2.5
answers = [None, 4.0, 16.0, None, 4.0, None]

# %% chain-survive: 2.5
answers = [None, 4.0, 16.0, None, 0.0, None]

# %% chain-survive: 2.5
answers = [None, 4.0, 16.0, None, 12.0, 4.0]

# %% chain-survive: 2.5
answers = [None, 4.0, 16.0, None, 12.0, 6.0]

# %% chain-survive: 2.5
answers = [None, 4.0, 16.0, None, 12.0, 0.0]

# %% chain-survive: 0
answers = ...

# %% chain-survive: 0
answers = None

# %% chain-survive: 0
answers = [None, 4.0]

# %% chain-survive: 0
answers = 4.0

# %% chain-survive: 1.5
answers = [None] * 6

# %% chain-survive: 0
answers = [12.0, 10.0, 32.0, 4.0, 36.0, 6.0]

# %% chain-survive: 0
answers = [0.0] * 6

# %% chain-survive: 0
answers = [None, 4.0, 16.0, None, 12.0, None, None]

# %% chain-repair: 4
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 4
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)
del tape

# %% chain-repair: 4
x = ad.Variable(26.0)
x.assign(30.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 4
x = ad.Variable(30.0)


with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 4
x = ad.Variable(26.0)
x = ad.Variable(x + 4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 4
x = ad.Variable(26.0, trainable=False)
x.assign_add(4.0)
with ad.GradientTape(persistent=True) as tape:
    tape.watch(x)
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x
size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 4
x = ad.Variable(26.0)
x.assign_add(4.0)
with ad.GradientTape(persistent=True) as keeper:
    y = 1.0 / (0.2 - 1.0 / x)
    size = y / x
y_slope, size_slope = keeper.gradient(y, x), keeper.gradient(size, x)

# %% chain-repair: 1.5, non-trainable-variable
x = ad.Variable(26.0, trainable=False)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 0.75
x = ad.Variable(26.0, trainable=False)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 1.5, variable-replaced-by-tensor
x = ad.Variable(26.0)
x = x + 4.0

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 0.75
x = ad.Variable(26.0)
x = x + 4.0

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 2.5
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 2.25, started-elsewhere
x = ad.Variable(26.0)


with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 3
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = ...

# %% chain-repair: 3
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = None

# %% chain-repair: 3
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape() as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = None

# %% chain-repair: 3
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = -0.04

# %% chain-repair: 3, target-and-source-exchanged
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(x, y)

# %% chain-repair: 3
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(size, y)

# %% chain-repair: 3
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = size_slope

# %% chain-repair: 3.25
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = -0.008
y_slope = tape.gradient(y, x)

# %% chain-repair: 3.25
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient([size, y], x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 3.25
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(y, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 2.25, started-elsewhere
x = ad.Variable(26.0)
x.assign(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 3.25, target-and-source-exchanged
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(x, size)
y_slope = tape.gradient(y, x)

# %% chain-repair: 3.25
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, y)
y_slope = tape.gradient(y, x)

# %% chain-repair: 3
x = ad.Variable(26.0)
x.assign_add(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient([y, size], x)

# %% chain-repair: 2.25
x = ad.Variable(26.0)
x.assign_sub(4.0)

with ad.GradientTape(persistent=True) as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)
    size = y / x

size_slope = tape.gradient(size, x)
y_slope = tape.gradient(y, x)

# %% chain-repair: 0
size_slope = ...
y_slope = ...

# %% chain-repair: 0
x = ad.Variable(26.0, trainable=False)
x = x + 4.0

with ad.GradientTape() as tape:
    y = 1.0 / (1.0 / 5.0 - 1.0 / x)

size = y / x

size_slope = tape.gradient(size, x)
print(size_slope)

# %% chain-design: 2
x_same = 8

# %% chain-design: 2
x_same = 8.0

# %% chain-design: 2
x_same = 2 * 4

# %% chain-design: 2
x_same = ad.constant(8.0)

# %% chain-design: 2
x_same = [8.0]

# %% chain-design: 2
x_same = 8.02

# %% chain-design: 2
x_same = 7.98

# %% chain-design: 0
x_same = 4

# %% chain-design: 0
x_same = 20

# %% chain-design: 0
x_same = 12

# %% chain-design: 0
x_same = 7

# %% chain-design: 0
x_same = 9

# %% chain-design: 0
x_same = 7.5

# %% chain-design: 0
x_same = 8.5

# %% chain-design: 0
x_same = 10

# %% chain-design: 0
x_same = -8

# %% chain-design: 0
x_same = 0

# %% chain-design: 0
x_same = 5

# %% chain-design: 0
x_same = '8'

# %% chain-design: 0
x_same = ...

# %% chain-design: 0
x_same = None

# %% chain-design: 0
x_same = [7, 8]

# %% chain-design: 0
x_same = True

# %% chain-design: 0
x_same = float('nan')

# %% chain-design: 0
x_same = float('inf')

# %% chain-design: 0
x_same = 1

# %% chain-design: 0
x_same = 6

# %% chain-design: 0
x_same = 16
