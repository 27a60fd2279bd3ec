# Answers to lesson 07: what each must get when it is graded, and the mistake that must be named.
# `graders test 07-minimise-a-function` tries them all. This file never leaves the course.

# %% descent-first: 2
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = metal(r)
first_slope = tape.gradient(area, r)
first_next = 7.5 - 0.02 * first_slope

# %% descent-first: 2
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = 2.0 * math.pi * r * r + 2000.0 / r
first_slope = tape.gradient(area, r)
first_next = 7.5 - 0.02 * first_slope

# %% descent-first: 2
first_slope = 4 * math.pi * 7.5 - 2000 / 7.5**2
first_next = 7.5 - 0.02 * first_slope

# %% descent-first: 2
first_slope = 58.69
first_next = 6.326

# %% descent-first: 2
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = metal(r)
first_slope = tape.gradient(area, r)
first_next = r.assign_sub(0.02 * first_slope).numpy()

# %% descent-first: 2
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = metal(r)
first_slope = tape.gradient(area, r)
first_next = (r - 0.02 * first_slope).numpy()

# %% descent-first: 1, ascent-for-descent
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = metal(r)
first_slope = tape.gradient(area, r)
first_next = 7.5 + 0.02 * first_slope

# %% descent-first: 1, learning-rate-forgotten
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = metal(r)
first_slope = tape.gradient(area, r)
first_next = 7.5 - first_slope

# %% descent-first: 1
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = metal(r)
first_slope = tape.gradient(area, r)
first_next = 0.02 * first_slope

# %% descent-first: 1, step-for-place
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = metal(r)
first_slope = tape.gradient(area, r)
first_next = -0.02 * first_slope

# %% descent-first: 0
r = ad.Variable(4.0)
with ad.GradientTape() as tape:
    area = metal(r)
first_slope = tape.gradient(area, r)
first_next = 7.5 - 0.02 * first_slope

# %% descent-first: 0
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = 2.0 * math.pi * r * r
first_slope = tape.gradient(area, r)
first_next = 7.5 - 0.02 * first_slope

# %% descent-first: 0
first_slope = -58.69
first_next = 8.674

# %% descent-first: 0
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = 2.0 * math.pi * r * r - 2000.0 / r
first_slope = tape.gradient(area, r)
first_next = 7.5 - 0.02 * first_slope

# %% descent-first: 0
first_slope = 620.1
first_next = -4.9

# %% descent-first: 0
first_slope = ...
first_next = ...

# %% descent-first: 1
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = metal(r)
first_slope = tape.gradient(area, r)
first_next = None

# %% descent-first: 1
r = ad.Variable(7.5)
with ad.GradientTape() as tape:
    area = metal(r)
first_slope = tape.gradient(area, r)
first_next = 7.5 - 0.2 * first_slope

# %% descent-descend: 4
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_sub(rate * tape.gradient(area, r))
    return float(r.numpy())

# %% descent-descend: 4
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_sub(rate * tape.gradient(area, r))
    return r

# %% descent-descend: 4
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign(r - rate * tape.gradient(area, r))
    return r.numpy()

# %% descent-descend: 4
def descend(start, rate, steps):
    place = float(start)
    for _ in range(steps):
        r = ad.Variable(place)
        with ad.GradientTape() as tape:
            area = metal(r)
        place = place - rate * float(tape.gradient(area, r))
    return place

# %% descent-descend: 4
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    optimizer = ad.optimizers.SGD(learning_rate=rate)
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        optimizer.apply_gradients([(tape.gradient(area, r), r)])
    return r.numpy()

# %% descent-descend: 4
def descend(start, rate, steps):
    r = ad.constant(float(start))
    for _ in range(steps):
        with ad.GradientTape() as tape:
            tape.watch(r)
            area = metal(r)
        r = r - rate * tape.gradient(area, r)
    return r

# %% descent-descend: 3.5
def descend(start, rate, steps):
    place = start
    for _ in range(steps):
        place -= rate * (4 * math.pi * place - 2000 / place**2)
    return place

# %% descent-descend: 1.0
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    for _ in range(steps):
        r.assign_sub(rate * slope)
    return r.numpy()

# %% descent-descend: 1.0
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_add(rate * tape.gradient(area, r))
    return r.numpy()

# %% descent-descend: 0.5
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps + 1):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_sub(rate * tape.gradient(area, r))
    return r.numpy()

# %% descent-descend: 1.0
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps - 1):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_sub(rate * tape.gradient(area, r))
    return r.numpy()

# %% descent-descend: 0.5
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_sub(rate * tape.gradient(area, r))
        return r.numpy()

# %% descent-descend: 0.5
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_sub(rate * tape.gradient(area, r))
    return float(metal(r))

# %% descent-descend: 1.0
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_sub(tape.gradient(area, r))
    return r.numpy()

# %% descent-descend: 0.5
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_sub(rate * tape.gradient(area, r))

# %% descent-descend: 0.5
def descend(start, rate, steps):
    r = ad.Variable(float(start))
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_sub(rate * tape.gradient(area, r))
    print(r.numpy())

# %% descent-descend: 1.75
def descend(start, rate, steps):
    r = ad.Variable(4.0)
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r.assign_sub(rate * tape.gradient(area, r))
    return r.numpy()

# %% descent-descend: 0
def descend(start, rate, steps):
    r = ad.Variable(start)
    for _ in range(steps):
        with ad.GradientTape() as tape:
            area = metal(r)
        r = r - rate * tape.gradient(area, r)
    return r

# %% descent-descend: 0.5
def descend(start, rate, steps):
    return start

# %% descent-descend: 0
def descend(start, rate, steps):
    return 5.419

# %% descent-rates: 2
rates = {"A": 0.05, "B": 0.001, "C": 0.06, "D": 0.02}

# %% descent-rates: 2
rates = {"A": 5e-2, "B": 1e-3, "C": 6e-2, "D": 2e-2}

# %% descent-rates: 2
rates = dict(A=0.05, B=0.001, C=0.06, D=0.02)

# %% descent-rates: 2
rates = {"A": 1 / 20, "B": 1 / 1000, "C": 6 / 100, "D": 1 / 50}

# %% descent-rates: 2
rates = {"D": 0.02, "C": 0.06, "B": 0.001, "A": 0.05}

# %% descent-rates: 1
rates = {"A": 0.06, "B": 0.001, "C": 0.05, "D": 0.02}

# %% descent-rates: 1
rates = {"A": 0.05, "B": 0.02, "C": 0.06, "D": 0.001}

# %% descent-rates: 0
rates = {"A": 0.001, "B": 0.05, "C": 0.02, "D": 0.06}

# %% descent-rates: 1.5
rates = {"A": 0.05, "B": 0.001, "C": 0.06, "D": 0.06}

# %% descent-rates: 1.5
rates = {"A": 0.02, "B": 0.001, "C": 0.06, "D": 0.02}

# %% descent-rates: 1.5
rates = {"A": 0.05, "B": 0.001, "C": None, "D": 0.02}

# %% descent-rates: 0.5
rates = {"A": 0.02, "B": 0.001, "C": 0.05, "D": 0.06}

# %% descent-rates: 0
rates = [0.05, 0.001, 0.06, 0.02]

# %% descent-rates: 0
rates = {"A": ..., "B": ..., "C": ..., "D": ...}

# %% descent-rates: 0
rates = {"a": 0.05, "b": 0.001}

# %% descent-rates: 1.5
rates = {"A": 0.05, "B": 0.01, "C": 0.06, "D": 0.02}

# %% descent-largest: 2
largest = 0.052

# %% descent-largest: 2
largest = 0.05

# %% descent-largest: 2
largest = 0.0525

# %% descent-largest: 2
largest = 0.049

# %% descent-largest: 2
largest = 2 / (4 * math.pi + 4000 / 5.419**3) * 0.97

# %% descent-largest: 2
largest = 0.0515

# %% descent-largest: 0
largest = 0.06

# %% descent-largest: 0
largest = 0.02

# %% descent-largest: 0
largest = 0.01

# %% descent-largest: 0
largest = 0.04

# %% descent-largest: 0
largest = 0.055

# %% descent-largest: 0
largest = -0.05

# %% descent-largest: 0
largest = 0

# %% descent-largest: 0
largest = 1.0

# %% descent-largest: 0
largest = None

# %% descent-largest: 0
largest = ...

# %% descent-largest: 0
largest = 2 / 37.7 + 0.001

# %% descent-largest: 0
largest = [0.05, 0.052]

# %% descent-largest: 0
largest = 'large'

# %% descent-largest: 0
largest = 37.7

# %% descent-largest: 0
largest = 1 / 37.7

# %% descent-largest: 0
largest = 0.0531

# %% descent-repair: 4
r = ad.Variable(4.0)

for step in range(100):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign_sub(0.02 * slope)

# %% descent-repair: 4
r = ad.Variable(4.0)

for step in range(100):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign(r - 0.02 * slope)

# %% descent-repair: 4
r = ad.Variable(4.0)

for step in range(100):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign_add(-0.02 * slope)

# %% descent-repair: 4
r = ad.Variable(4.0)

for step in range(300):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign_sub(0.02 * slope)

# %% descent-repair: 4
r = ad.Variable(4.0)
optimizer = ad.optimizers.SGD(learning_rate=0.02)
for step in range(100):
    with ad.GradientTape() as tape:
        area = metal(r)
    optimizer.apply_gradients([(tape.gradient(area, r), r)])

# %% descent-repair: 4
r = ad.Variable(4, dtype='float32')

for step in range(100):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign_sub(0.02 * slope)

# %% descent-repair: 2
r = ad.Variable(4.0)

for step in range(100):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign_add(0.02 * slope)

# %% descent-repair: 3
r = ad.Variable(4.0)

for step in range(1):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign_sub(0.02 * slope)

# %% descent-repair: 3
r = ad.Variable(4.0)

for step in range(100):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign_sub(0.06 * slope)

# %% descent-repair: 3
r = ad.Variable(4.0)

for step in range(100):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign_sub(0.0002 * slope)

# %% descent-repair: 1
r = ad.Variable(4.0)

for step in range(100):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r = r + 0.02 * slope

# %% descent-repair: 2
r = ad.Variable(4.0)

for step in range(100):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r = r - 0.02 * slope

# %% descent-repair: 3
r = 5.41926

# %% descent-repair: 3
r = ad.constant(5.41926)

# %% descent-repair: 0
r = ...

# %% descent-repair: 0
r = None

# %% descent-repair: 3
r = ad.Variable(6.0)

for step in range(2):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign_sub(0.02 * slope)

# %% descent-repair: 3
r = ad.Variable(4.0)

for step in range(3):
    with ad.GradientTape() as tape:
        area = metal(r)
    slope = tape.gradient(area, r)
    r.assign_sub(0.02 * slope / 2)

# %% descent-station: 2
place = ad.Variable([4.0, 3.0])
with ad.GradientTape() as tape:
    length = ways(place)
station_slopes = tape.gradient(length, place)

# %% descent-station: 2
place = ad.Variable([4.0, 3.0])
with ad.GradientTape() as tape:
    length = ways(place)
station_slopes = tape.gradient(length, place).numpy()

# %% descent-station: 2
place = ad.constant([4.0, 3.0])
with ad.GradientTape() as tape:
    tape.watch(place)
    length = ways(place)
station_slopes = tape.gradient(length, place)

# %% descent-station: 2
x, y = ad.Variable(4.0), ad.Variable(3.0)
with ad.GradientTape() as tape:
    length = ways(ad.stack([x, y]))
station_slopes = tape.gradient(length, [x, y])

# %% descent-station: 2
place = ad.Variable([4.0, 3.0])
with ad.GradientTape() as tape:
    length = sum(ad.sqrt((place[0] - a) ** 2 + (place[1] - b) ** 2) for a, b in [(0.0, 0.0), (6.0, 0.0), (2.0, 5.0)])
station_slopes = tape.gradient(length, place)

# %% descent-station: 1.5
station_slopes = [0.9524, 0.7249]

# %% descent-station: 0.5
place = ad.Variable([3.0, 4.0])
with ad.GradientTape() as tape:
    length = ways(place)
station_slopes = tape.gradient(length, place)

# %% descent-station: 0.5
place = ad.Variable([5.0, 4.0])
with ad.GradientTape() as tape:
    length = ways(place)
station_slopes = tape.gradient(length, place)

# %% descent-station: 0, partials-swapped
station_slopes = [0.7249, 0.9524]

# %% descent-station: 0, minus-lost
station_slopes = [-0.9524, -0.7249]

# %% descent-station: 0
station_slopes = 1.6773

# %% descent-station: 0
station_slopes = ways(ad.constant([4.0, 3.0]))

# %% descent-station: 0.5
place = ad.Variable([4.0, 3.0])
with ad.GradientTape() as tape:
    length = ways(place)
station_slopes = -tape.gradient(length, place)

# %% descent-station: 0.5
place = ad.Variable([4.0, 3.0])
with ad.GradientTape() as tape:
    length = ad.reduce_sum(ad.square(place - villages))
station_slopes = tape.gradient(length, place)

# %% descent-station: 0.5
place = ad.Variable([4.0, 3.0])
with ad.GradientTape() as tape:
    length = ad.reduce_mean(ad.sqrt(ad.reduce_sum(ad.square(place - villages), axis=1)))
station_slopes = tape.gradient(length, place)

# %% descent-station: 0
station_slopes = ...

# %% descent-station: 0
station_slopes = None

# %% descent-station: 0.5
place = ad.constant([4.0, 3.0])
with ad.GradientTape() as tape:
    length = ways(place)
station_slopes = tape.gradient(length, place)

# %% descent-momentum: 2
ball, velocity = 4.7, 0.0
for _ in range(2):
    velocity = 0.9 * velocity - 0.1 * 2 * (ball - 1.3)
    ball = ball + velocity

# %% descent-momentum: 2
ball = 2.864

# %% descent-momentum: 2
x = ad.Variable(4.7)
optimizer = ad.optimizers.SGD(learning_rate=0.1, momentum=0.9)
for _ in range(2):
    with ad.GradientTape() as tape:
        y = ad.square(x - 1.3)
    optimizer.apply_gradients([(tape.gradient(y, x), x)])
ball = x.numpy()

# %% descent-momentum: 2
first = 4.7 - 0.1 * 6.8
ball = first + 0.9 * (first - 4.7) - 0.1 * 2 * (first - 1.3)

# %% descent-momentum: 2
ball = 4.02 - 0.612 - 0.544

# %% descent-momentum: 0, velocity-left-out
ball = 3.476

# %% descent-momentum: 0
ball = 4.02

# %% descent-momentum: 0
ball = 6.944

# %% descent-momentum: 0
ball = -1.156

# %% descent-momentum: 0
ball = 3.34

# %% descent-momentum: 0
ball = 4.7

# %% descent-momentum: 0
ball = ...

# %% descent-momentum: 0
ball = None

# %% descent-momentum: 0
ball = -0.68

# %% descent-momentum: 0
ball = 1.3

# %% descent-momentum: 0
ball = 3.408

# %% descent-momentum: 0
ball = '2.864'

# %% descent-ends: 3
ends = [1.0, -1.0, 0.0]
why_it_stays = "the slope is 0 there"

# %% descent-ends: 3
ends = [1, -1, 0]
why_it_stays = "the slope is 0 there"

# %% descent-ends: 3
ends = (1.0, -1.0, 0.0)
why_it_stays = "The slope is 0 there"

# %% descent-ends: 3
ends = np.array([1.0, -1.0, 0.0])
why_it_stays = "the slope is 0 there"

# %% descent-ends: 3
ends = []
for start in [0.5, -2.0, 0.0]:
    x = ad.Variable(start)
    for _ in range(500):
        with ad.GradientTape() as tape:
            y = x**4 - 2.0 * x**2
        x.assign_sub(0.05 * tape.gradient(y, x))
    ends.append(x.numpy())
why_it_stays = "the slope is 0 there"

# %% descent-ends: 2.25
ends = [-1.0, -1.0, 0.0]
why_it_stays = "the slope is 0 there"

# %% descent-ends: 2.25
ends = [1.0, 1.0, 0.0]
why_it_stays = "the slope is 0 there"

# %% descent-ends: 2.25
ends = [1.0, -1.0, 1.0]
why_it_stays = "the slope is 0 there"

# %% descent-ends: 2.25
ends = [0.0, -1.0, 0.0]
why_it_stays = "the slope is 0 there"

# %% descent-ends: 2.25
ends = [1.0, -1.0, 0.0]
why_it_stays = "0 is the lowest place"

# %% descent-ends: 2.25
ends = [1.0, -1.0, 0.0]
why_it_stays = "the rate is too small"

# %% descent-ends: 1.5
ends = [0.0, 0.0, 0.0]
why_it_stays = "the slope is 0 there"

# %% descent-ends: 2.25
ends = [1.0, -1.0, None]
why_it_stays = "the slope is 0 there"

# %% descent-ends: 0.75
ends = [1.0, -1.0]
why_it_stays = "the slope is 0 there"

# %% descent-ends: 2.25
ends = [1.0, -1.0, 0.0]
why_it_stays = None

# %% descent-ends: 0
ends = [..., ..., ...]
why_it_stays = ...

# %% descent-ends: 2.25
ends = [1.0, -1.0, 0.0]
why_it_stays = "because"
