# Answers to lesson 03: what each must get when it is graded, and the mistake that must be named.
# `graders test 03-gradients` tries them all. This file never leaves the course.

# %% gradients-choice: 1
slope_choice = 13

# %% gradients-choice: 1
slope_choice = 13.0

# %% gradients-choice: 1
slope_choice = ad.constant(13.0)

# %% gradients-choice: 1
slope_choice = np.float64(13)

# %% gradients-choice: 1
slope_choice = 9 * (-2)**2 + 10 * (-2) - 3

# %% gradients-choice: 0.25
slope_choice = 4

# %% gradients-choice: 0
slope_choice = -2

# %% gradients-choice: 0
slope_choice = -6

# %% gradients-choice: 0
slope_choice = 37

# %% gradients-choice: 0
slope_choice = '13'

# %% gradients-choice: 0
slope_choice = ...

# %% gradients-choice: 0
slope_choise = 13

# %% gradients-choice: 0
slope_choice = True

# %% gradients-choice: 0
slope_choice = float('nan')

# %% gradients-choice: 0
slope_choice = print

# %% gradients-choice: 0
slope_choice = -2, 13, 4, -6

# %% gradients-choice: 0
slope_choice = [4, 13]

# %% gradients-choice: 0
slope_choice = []

# %% gradients-choice: 0
slope_choice = None

# %% gradients-product: 2
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side * side
growth = tape.gradient(area, side)

# %% gradients-product: 2
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side**2
growth = tape.gradient(area, [side])

# %% gradients-product: 2
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = ad.square(side)
growth = tape.gradient(area, side).numpy()

# %% gradients-product: 2
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side**2
growth = tape.gradient(area, side)

# %% gradients-product: 2
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = ad.multiply(side, side)
growth = float(tape.gradient(area, side))

# %% gradients-product: 2
side = ad.Variable(3.0)
with ad.GradientTape(persistent=True) as tape:
    area = ad.pow(side, 2.0)
growth = tape.gradient(area, side)

# %% gradients-product: 1.5
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side * side
growth = 6

# %% gradients-product: 1.5
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side * side
growth = 6  # tape.gradient(area, side)

# %% gradients-product: 1.5
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side * side
growth = 2 * 3.0

# %% gradients-product: 1
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = 9.0
growth = 6

# %% gradients-product: 1, integer-variable
side = ad.Variable(3)
with ad.GradientTape() as tape:
    area = side * side
growth = tape.gradient(area, side)

# %% gradients-product: 1, target-and-source-exchanged
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side * side
growth = tape.gradient(side, area)

# %% gradients-product: 0.5, another-formula
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side + side
growth = tape.gradient(area, side)

# %% gradients-product: 0.5
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side * side
growth = ...

# %% gradients-product: 0.5, value-instead-of-slope
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side * side
growth = area

# %% gradients-product: 0.5, coefficient-dropped
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side * side
growth = 3

# %% gradients-product: 0.5, another-formula
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side * 3
growth = tape.gradient(area, side)

# %% gradients-product: 0.5, computed-outside-tape
side = ad.Variable(3.0)
area = side * side
with ad.GradientTape() as tape:
    pass
growth = tape.gradient(area, side)

# %% gradients-product: 0.5
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side * side
growth = None

# %% gradients-product: 0
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = ...
growth = ...

# %% gradients-product: 0
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = 3 * 3
growth = tape.gradient(area, side)

# %% gradients-product: 0
side = ad.Variable(3.0)
with ad.GradientTape() as tape:
    area = side.numpy() * side.numpy()
growth = tape.gradient(area, side)

# %% gradients-slope: 2
def f(x):
    return 3 * x**3 + 5 * x**2 - 3 * x + 10
x = ad.Variable(-2.0)
with ad.GradientTape() as t:
    y = f(x)
slope = t.gradient(y, x)

# %% gradients-slope: 2
def f(x):
    return 3 * x**3 + 5 * x**2 - 3 * x + 10
x = ad.Variable(-2.0)
with ad.GradientTape() as tape:
    height = f(x)
slope = tape.gradient(height, x)

# %% gradients-slope: 2
x = ad.Variable(-2.0)
with ad.GradientTape() as tape:
    y = 3 * x**3 + 5 * x**2 - 3 * x + 10
slope = tape.gradient(y, x).numpy()

# %% gradients-slope: 2
def slope_of(function, place):
    x = ad.Variable(place)
    with ad.GradientTape() as tape:
        y = function(x)
    return tape.gradient(y, x)

slope = slope_of(f, -2.0)

# %% gradients-slope: 2
c = ad.constant(-2.0)
with ad.GradientTape() as tape:
    tape.watch(c)
    y = f(c)
(slope,) = tape.gradient(y, [c])

# %% gradients-slope: 2
x = ad.Variable(-2.0, dtype=ad.float64)
with ad.GradientTape() as t:
    h = f(x)
slope = float(t.gradient(h, x))

# %% gradients-slope: 1.5
slope = 13

# %% gradients-slope: 1.5
from fractions import Fraction
slope = Fraction(26, 2)

# %% gradients-slope: 1.5
slope = [13.0]

# %% gradients-slope: 1.5
x = -2
slope = 9*x**2 + 10*x - 3

# %% gradients-slope: 1.5
def f(x):
    return 3 * x**3 + 5 * x**2 - 3 * x + 10
slope = (f(-2 + 1e-5) - f(-2 - 1e-5)) / 2e-5

# %% gradients-slope: 1, started-elsewhere
def f(x):
    return 3 * x**3 + 5 * x**2 - 3 * x + 10
x = ad.Variable(2.0)
with ad.GradientTape() as tape:
    height = f(x)
slope = tape.gradient(height, x)

# %% gradients-slope: 1, another-formula
def f(x):
    return 3 * x**3 + 5 * x**2 - 3 * x + 10
x = ad.Variable(-2.0)
with ad.GradientTape() as tape:
    height = f(x) + x
slope = tape.gradient(height, x)

# %% gradients-slope: 1, another-formula
def f(x):
    return 3 * x**3 + 5 * x**2 - 3 * x + 10
x = ad.Variable(-2.0)
with ad.GradientTape() as tape:
    height = f(x) - x**3
slope = tape.gradient(height, x)

# %% gradients-slope: 0.5
slope = 37

# %% gradients-slope: 0, value-instead-of-slope
slope = 12

# %% gradients-slope: 0.5
slope = 5

# %% gradients-slope: 0.5
slope = 25

# %% gradients-slope: 0.5
slope = 12.9

# %% gradients-slope: 0, minus-lost
slope = -13

# %% gradients-slope: 0
slope = -2.0

# %% gradients-slope: 0
slope = 0

# %% gradients-slope: 0
slope = None

# %% gradients-slope: 0
slope = [13, 13]

# %% gradients-slope: 0
slope = 'thirteen'

# %% gradients-slope: 0
slope = float('inf')

# %% gradients-slope: 0
slope = 10 ** 400

# %% gradients-slope: 0
slope = 13 + 0j

# %% gradients-increasing: 2
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) - ad.math.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)
trend = 'increasing'

# %% gradients-increasing: 2
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) - ad.math.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)
trend = ' Increasing '

# %% gradients-increasing: 2
rate = 81.15
trend = 'increasing'

# %% gradients-increasing: 2
rate = 0.2 * np.log(3) * 3 ** (0.2 * 8) + 10 * 8 - 1 / 8 + 1 / np.cosh(8) ** 2
trend = 'increasing' if rate > 0 else 'decreasing'

# %% gradients-increasing: 2
def mixed(x):
    return ad.pow(3.0, x / 5) + 5 * x * x - ad.math.log(x) + ad.tanh(x)


x = ad.constant(8.0)
with ad.GradientTape() as tape:
    tape.watch(x)
    y = mixed(x)
rate = tape.gradient(y, x).numpy()
trend = 'Increasing'

# %% gradients-increasing: 2
rate = 81.1
trend = 'increasing'

# %% gradients-increasing: 0.5, exponential-without-logarithm
rate = 81.0349
trend = 'increasing'

# %% gradients-increasing: 0.5
rate = 81
trend = 'increasing'

# %% gradients-increasing: 0.5
rate = 81.03
trend = 'increasing'

# %% gradients-increasing: 1.5
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) - ad.math.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)
trend = 'decreasing'

# %% gradients-increasing: 1.5
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) - ad.math.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)

# %% gradients-increasing: 1.5
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) - ad.math.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)
trend = True

# %% gradients-increasing: 1.5, computed-in-numpy
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) - ad.math.log(x) + np.tanh(x)
rate = tape.gradient(mixed, x)
trend = 'increasing'

# %% gradients-increasing: 1.5, another-formula
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) - ad.math.log(x)
rate = tape.gradient(mixed, x)
trend = 'increasing'

# %% gradients-increasing: 1, started-elsewhere
x = ad.Variable(1.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) - ad.math.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)
trend = 'increasing'

# %% gradients-increasing: 0.5, value-instead-of-slope
rate = mixed = 324.7201
trend = 'increasing'

# %% gradients-increasing: 0.5, computed-in-numpy
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) - np.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)
trend = 'increasing'

# %% gradients-increasing: 0.5, another-formula
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(0.2 * x, 3.0) + 5 * ad.square(x) - ad.math.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)
trend = 'increasing'

# %% gradients-increasing: 0.5, another-formula
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * x - ad.math.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)
trend = 'increasing'

# %% gradients-increasing: 0.5, another-formula
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) + ad.math.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)
trend = 'increasing'

# %% gradients-increasing: 0
rate = ...
trend = ...

# %% gradients-difference: 2
def cube(x):
    return x**3
def central_slope(x, h):
    return (cube(x + h) - cube(x - h)) / (2 * h)

# %% gradients-difference: 2
def cube(x):
    return x**3
def central_slope(x, h):
    return ((x + h)**3 - (x - h)**3) / h / 2

# %% gradients-difference: 2
def cube(x):
    return x**3


def central_slope(x, h):
    left, right = cube(x - h), cube(x + h)
    rise = right - left
    return rise / (2 * h)

# %% gradients-difference: 2
def central_slope(x, h):
    return 3 * x**2 + h**2

# %% gradients-difference: 2
def cube(x):
    return x * x * x


def central_slope(x, h):
    return 0.5 * ((cube(x + h) - cube(x)) / h + (cube(x) - cube(x - h)) / h)

# %% gradients-difference: 1
def cube(x):
    return x**3
def central_slope(x, h):
    return (cube(x + h) - cube(x)) / h

# %% gradients-difference: 1
def cube(x):
    return x**3
def central_slope(x, h):
    return (cube(x) - cube(x - h)) / h

# %% gradients-difference: 0
def cube(x):
    return x**3
def central_slope(x, h):
    return (cube(x + h) - cube(x - h)) / h

# %% gradients-difference: 0
def cube(x):
    return x**3
def central_slope(x, h):
    return (cube(x + h) - cube(x - h)) / 2 * h

# %% gradients-difference: 0
def cube(x):
    return x**3
def central_slope(x, h):
    return cube(x + h) - cube(x - h) / (2 * h)

# %% gradients-difference: 0
def cube(x):
    return x**3
def central_slope(x, h):
    return cube(x + h) - cube(x - h)

# %% gradients-difference: 0
def cube(x):
    return x**3
def central_slope(x, h):
    return (cube(x - h) - cube(x + h)) / (2 * h)

# %% gradients-difference: 0
def cube(x):
    return x**3
def central_slope(x, h):
    return None

# %% gradients-difference: 0
def cube(x):
    return x**3
def central_slope(x, h):
    return 1 / 0

# %% gradients-difference: 0
def cube(x):
    return x**3
def central_slope(x, h):
    return [0.0][5]

# %% gradients-difference: 0
def cube(x):
    return x**3

# %% gradients-difference: 0
central_slope = 12.0625

# %% gradients-difference: 0
def cube(x):
    return x**3
def central_slope(x):
    return 12.0

# %% gradients-difference: 0
def cube(x):
    return x**3
def central_slope(x, h):
    return 3 * x**2

# %% gradients-difference: 0
def cube(x):
    return x**3


def central_slope(x, h):
    x = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        y = cube(x)
    return tape.gradient(y, x)

# %% gradients-watch: 2
edge = ad.constant(2.0)
with ad.GradientTape() as tape:
    tape.watch(edge)
    volume = edge**3

volume_slope = tape.gradient(volume, edge)

# %% gradients-watch: 2
edge = ad.constant(2.0)

with ad.GradientTape() as tape:
    tape.watch(edge)
    volume = edge * edge * edge

volume_slope = tape.gradient(volume, edge)

# %% gradients-watch: 2
edge = ad.constant(2.0)

with ad.GradientTape() as tape:
    tape.watch([edge])
    volume = edge**3

volume_slope = tape.gradient(volume, [edge])[0]

# %% gradients-watch: 2
edge = ad.constant(2.0)

with ad.GradientTape(watch_accessed_variables=False) as tape:
    tape.watch(edge)
    volume = ad.pow(edge, 3.0)

volume_slope = float(tape.gradient(volume, edge))

# %% gradients-watch: 2
edge = ad.constant(2.0)
tape = ad.GradientTape()
with tape:
    tape.watch(edge)
    volume = edge**3

volume_slope = tape.gradient(volume, edge).numpy()

# %% gradients-watch: 1.5
edge = ad.Variable(2.0)
with ad.GradientTape() as tape:

    volume = edge**3

volume_slope = tape.gradient(volume, edge)

# %% gradients-watch: 1.5
edge = ad.Variable(2.0)
with ad.GradientTape() as tape:
    tape.watch(edge)
    volume = edge**3

volume_slope = tape.gradient(volume, edge)

# %% gradients-watch: 0.5
edge = ad.constant(2.0)
with ad.GradientTape() as tape:

    volume = edge**3
    tape.watch(edge)
volume_slope = tape.gradient(volume, edge)

# %% gradients-watch: 0.5, integer-variable
edge = ad.constant(2)
with ad.GradientTape() as tape:
    tape.watch(edge)
    volume = edge**3

volume_slope = tape.gradient(volume, edge)

# %% gradients-watch: 0.5
edge = ad.constant(2.0)

with ad.GradientTape() as tape:
    tape.watch(edge)
    volume = edge**3

volume_slope = volume

# %% gradients-watch: 0.5
edge = ad.constant(2.0)

with ad.GradientTape() as tape:
    tape.watch(edge)
    volume = 3 * edge

volume_slope = tape.gradient(volume, edge)

# %% gradients-watch: 0
edge = ad.constant(2.0)
with ad.GradientTape() as tape:

    volume = edge**3

volume_slope = tape.gradient(volume, edge)

# %% gradients-watch: 0
edge = ad.constant(2.0)
with ad.GradientTape() as tape:
    # tape.watch(edge)
    volume = edge**3

volume_slope = tape.gradient(volume, edge)

# %% gradients-watch: 0, value-instead-of-slope
edge = ad.constant(2.0)
volume_slope = 8.0

# %% gradients-watch: 0
edge = ad.constant(2.0)
volume_slope = 12

# %% gradients-watch: 0, constant-not-watched
edge = ad.constant(2.0)
with ad.GradientTape() as tape:
    x = 1
    volume = edge**3

volume_slope = tape.gradient(volume, edge)

# %% gradients-watch: 0
edge = ad.constant(2.0)

with ad.GradientTape() as tape:
    volume = edge**3

volume_slope = tape.gradient(volume, edge, unconnected_gradients="zero")

# %% gradients-watch: 0
volume_slope = "12"

# %% gradients-repair: 3
weight = ad.Variable(4.0)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
    loss = error * error
loss_slope = tape.gradient(loss, weight)

# %% gradients-repair: 3
weight = ad.Variable(4, dtype=ad.float32)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
    loss = error * error
loss_slope = tape.gradient(loss, weight)

# %% gradients-repair: 3
weight = ad.Variable(4.0)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
    loss = ad.square(error)
loss_slope = tape.gradient(loss, weight)

# %% gradients-repair: 3
weight = ad.Variable(4.0)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
    loss = error * error
loss_slope = tape.gradient(sources=weight, target=loss)

# %% gradients-repair: 3
weight = ad.Variable(4.0)
with ad.GradientTape() as tape:
    loss = (2 * weight - 3) ** 2
loss_slope = float(tape.gradient(loss, weight))

# %% gradients-repair: 2.25, another-formula
weight = ad.Variable(4.0)
with ad.GradientTape() as tape:
    error = 2 * weight + 3
    loss = error * error
loss_slope = tape.gradient(loss, weight)

# %% gradients-repair: 2.25, started-elsewhere
weight = ad.Variable(3.0)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
    loss = error * error
loss_slope = tape.gradient(loss, weight)

# %% gradients-repair: 2.25, another-formula
weight = ad.Variable(4.0)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
    loss = error + error
loss_slope = tape.gradient(loss, weight)

# %% gradients-repair: 1.5
weight = ad.Variable(4)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
    loss = error * error
loss_slope = tape.gradient(loss, weight)

# %% gradients-repair: 1.5
weight = ad.Variable(4.0)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
    loss = error * error
loss_slope = tape.gradient(weight, loss)

# %% gradients-repair: 0.75
weight = ad.Variable(4.0)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
loss = error * error
loss_slope = tape.gradient(weight, loss)

# %% gradients-repair: 0.75
weight = ad.Variable(4)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
loss = error * error
loss_slope = tape.gradient(loss, weight)

# %% gradients-repair: 0.75
weight = ad.constant(4.0)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
    loss = error * error
loss_slope = tape.gradient(loss, weight)

# %% gradients-repair: 0
weight = ad.Variable(4)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
loss = error * error
loss_slope = tape.gradient(weight, loss)

# %% gradients-repair: 0
weight = ad.Variable(4)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
loss = error * error
loss_slope = tape.gradient(weight, loss)
loss_slope = 20.0

# %% gradients-repair: 0
weight = 4.0
loss_slope = 20.0

# %% gradients-repair: 0
weight = ad.Variable(4.0)

# %% gradients-repair: 0
loss_slope = 20.0

# %% gradients-task: 3
def slope_at(x):
    place = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return tape.gradient(height, place)

task_slope = slope_at(2)

# %% gradients-task: 3
def slope_at(x):
    place = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return tape.gradient(height, place).numpy()

task_slope = slope_at(2)

# %% gradients-task: 3
def slope_at(x):
    place = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return tape.gradient(height, place)

task_slope = 6

# %% gradients-task: 3
def slope_at(x):
    """The slope."""
    c = ad.constant(float(x))
    with ad.GradientTape() as tape:
        tape.watch(c)
        y = c**2 + 2 * c - 1
    return tape.gradient(y, c)


task_slope = slope_at(2)

# %% gradients-task: 3
def curve(x):
    return x * x + 2 * x - 1


def slope_at(x):
    place = ad.Variable(x, dtype=ad.float32)
    with ad.GradientTape() as tape:
        y = curve(place)
    return float(tape.gradient(y, place))


task_slope = slope_at(2.0)

# %% gradients-task: 3
slope_at = lambda x: slope_by_tape(float(x))


def slope_by_tape(x):
    place = ad.Variable(x)
    with ad.GradientTape() as tape:
        y = place**2 + 2 * place - 1
    return tape.gradient(y, place).numpy()


task_slope = slope_at(2)

# %% gradients-task: 2.5
def slope_at(x):
    place = ad.Variable(x)
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return tape.gradient(height, place)

task_slope = slope_at(2.0)

# %% gradients-task: 2.5
def slope_at(x):
    place = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return 2 * x + 2

task_slope = slope_at(2)

# %% gradients-task: 2.5
def slope_at(x):
    place = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return tape.gradient(height, place)

task_slope = slope_at(3)

# %% gradients-task: 2.5
def slope_at(x):
    place = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return tape.gradient(height, place)

task_slope = slope_at

# %% gradients-task: 1.5
def slope_at(x):
    place = ad.Variable(2.0)
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return tape.gradient(height, place)

task_slope = slope_at(2)

# %% gradients-task: 0.5
def slope_at(x):
    while True:
        pass
task_slope = 6

# %% gradients-task: 0.5, target-and-source-exchanged
def slope_at(x):
    place = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return tape.gradient(place, height)

task_slope = slope_at(2)

# %% gradients-task: 0.5, constant-not-watched
x = ad.Variable(7.0)

def slope_at(x):
    x = ad.constant(float(x))
    with ad.GradientTape() as tape:
        height = ad.square(x) + 2 * x - 1
    return tape.gradient(height, x)

task_slope = slope_at(2)

# %% gradients-task: 0, value-instead-of-slope
def slope_at(x):
    place = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return height

task_slope = slope_at(2)

# %% gradients-task: 0
def slope_at(x):
    pass
task_slope = ...

# %% gradients-task: 0.5
def slope_at(x):
    place = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        height = place**2 - 2 * place - 1
    print(tape.gradient(height, place))


task_slope = slope_at(2)
