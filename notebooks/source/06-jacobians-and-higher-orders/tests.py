# Answers to lesson 06: what each must get when it is graded, and the mistake that must be named.
# `graders test 06-jacobians-and-higher-orders` tries them all. This file never leaves the course.

# %% higher-acceleration: 2
t = ad.Variable(3.5)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        height = 12.0 * t * t - t**3
    velocity = inner.gradient(height, t)
acceleration = outer.gradient(velocity, t)

# %% higher-acceleration: 2
t = ad.Variable(3.5)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        height = 12 * ad.square(t) - ad.pow(t, 3.0)
    velocity = inner.gradient(height, t)
acceleration = outer.gradient(velocity, t)

# %% higher-acceleration: 2
t = ad.Variable(3.5)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        height = 12.0 * t * t - t**3
    velocity = inner.gradient(height, t)
acceleration = outer.gradient(velocity, t)
acceleration = acceleration.numpy()

# %% higher-acceleration: 2
t = ad.constant(3.5)
with ad.GradientTape() as outer:
    outer.watch(t)
    with ad.GradientTape() as inner:
        inner.watch(t)
        height = 12.0 * t * t - t * t * t
    velocity = inner.gradient(height, t)
acceleration = outer.gradient(velocity, t)

# %% higher-acceleration: 2
t = ad.Variable(3.5)
with ad.GradientTape() as tape:
    velocity = 24.0 * t - 3.0 * t * t
acceleration = tape.gradient(velocity, t)

# %% higher-acceleration: 2
def slope(f):
    def found(x):
        with ad.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        return tape.gradient(y, x)
    return found


acceleration = slope(slope(lambda t: 12.0 * t * t - t**3))(ad.constant(3.5))

# %% higher-acceleration: 1.5
acceleration = 24 - 6 * 3.5

# %% higher-acceleration: 0.5
t = ad.Variable(3.5)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        height = 12.0 * t * t - t**3
    velocity = inner.gradient(height, t)
acceleration = velocity

# %% higher-acceleration: 0.5
t = ad.Variable(3.5)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        height = 12.0 * t * t + t**3
    velocity = inner.gradient(height, t)
acceleration = outer.gradient(velocity, t)

# %% higher-acceleration: 0.5
t = ad.Variable(2.0)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        height = 12.0 * t * t - t**3
    velocity = inner.gradient(height, t)
acceleration = outer.gradient(velocity, t)

# %% higher-acceleration: 0.5
t = ad.Variable(3.5)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        height = 12.0 * t * t - t**3
velocity = inner.gradient(height, t)
acceleration = outer.gradient(velocity, t)

# %% higher-acceleration: 0
acceleration = 104.125

# %% higher-acceleration: 0, wrong-order-of-derivative
acceleration = 47.25

# %% higher-acceleration: 0
acceleration = -6

# %% higher-acceleration: 0
acceleration = -3

# %% higher-acceleration: 0
acceleration = ...

# %% higher-acceleration: 0
acceleration = None

# %% higher-acceleration: 0
acceleration = 24

# %% higher-acceleration: 0.5
t = ad.Variable(3.5)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        height = t * t - t**3
    velocity = inner.gradient(height, t)
acceleration = outer.gradient(velocity, t)

# %% higher-picture: 1
no_push = "B"

# %% higher-picture: 1
no_push = "b"

# %% higher-picture: 1
no_push = " B "

# %% higher-picture: 1
no_push = 'B'

# %% higher-picture: 1
no_push = "ABCD"[1]

# %% higher-picture: 0
no_push = "A"

# %% higher-picture: 0
no_push = "C"

# %% higher-picture: 0
no_push = "D"

# %% higher-picture: 0
no_push = "E"

# %% higher-picture: 0
no_push = 4

# %% higher-picture: 0
no_push = None

# %% higher-picture: 0
no_push = ...

# %% higher-picture: 0
no_push = ["B"]

# %% higher-picture: 0
no_push = "B and C"

# %% higher-picture: 0
no_push = True

# %% higher-picture: 0
no_push = "4"

# %% higher-picture: 0
no_push = "fastest"

# %% higher-repair: 3
x = ad.Variable(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.sin(3.0 * x)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 3
x = ad.constant(0.4)
with ad.GradientTape() as outer:
    outer.watch(x)
    with ad.GradientTape() as inner:
        inner.watch(x)
        y = ad.sin(3.0 * x)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 3
x = ad.Variable(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.math.sin(x * 3.0)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 3
x = ad.Variable(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.sin(3.0 * x)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x).numpy()

# %% higher-repair: 3
x = ad.Variable(0.4)
with ad.GradientTape() as outer, ad.GradientTape() as inner:
    y = ad.sin(3.0 * x)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 3
x = ad.Variable(0.4, dtype='float64')
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.sin(ad.constant(3.0, dtype='float64') * x)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 1
x = ad.Variable(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.sin(3.0 * x)
slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 1
x = ad.constant(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        inner.watch(x)
        y = ad.sin(3.0 * x)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 2
x = ad.Variable(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.sin(x)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 2
x = ad.Variable(0.5)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.sin(3.0 * x)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 2
x = ad.Variable(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.sin(3.0 * x)
    slope = inner.gradient(y, x)
bend = inner.gradient(y, x) if False else slope

# %% higher-repair: 2
x = ad.Variable(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.cos(3.0 * x)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 2
x = ad.Variable(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = 3.0 * ad.sin(x)
    slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 2
x = ad.Variable(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.sin(3.0 * x)
    slope = inner.gradient(y, x)
bend = -outer.gradient(slope, x)

# %% higher-repair: 0
bend = ...

# %% higher-repair: 0
bend = None

# %% higher-repair: 0
x = ad.constant(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.sin(3.0 * x)
slope = inner.gradient(y, x)
bend = outer.gradient(slope, x)

# %% higher-repair: 2
x = ad.Variable(0.4)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = ad.sin(3.0 * x)
    slope = inner.gradient(y, x)
bend = outer.gradient(y, x)

# %% higher-jacobian: 3
angles = ad.Variable([0.7, -0.4])
with ad.GradientTape() as tape:
    place = hand(angles)
pose = tape.jacobian(place, angles)

# %% higher-jacobian: 3
angles = ad.Variable([0.7, -0.4])
with ad.GradientTape() as tape:
    place = hand(angles)
pose = tape.jacobian(place, angles).numpy()

# %% higher-jacobian: 3
angles = ad.constant([0.7, -0.4])
with ad.GradientTape() as tape:
    tape.watch(angles)
    place = hand(angles)
pose = tape.jacobian(place, angles)

# %% higher-jacobian: 3
angles = ad.Variable([0.7, -0.4])
with ad.GradientTape(persistent=True) as tape:
    place = hand(angles)
    x, y = place[0], place[1]
pose = ad.stack([tape.gradient(x, angles), tape.gradient(y, angles)])

# %% higher-jacobian: 3
angles = ad.Variable([0.7, -0.4])
with ad.GradientTape() as tape:
    place = ad.stack([3 * ad.cos(angles[0]) + 2 * ad.cos(angles[0] + angles[1]), 3 * ad.sin(angles[0]) + 2 * ad.sin(angles[0] + angles[1])])
pose = tape.jacobian(place, angles)

# %% higher-jacobian: 3
angles = ad.Variable([0.7, -0.4])
with ad.GradientTape() as tape:
    place = hand(angles)
pose = [[float(entry) for entry in row] for row in tape.jacobian(place, angles)]

# %% higher-jacobian: 2.5
pose = [[-2.5237, -0.5910], [4.2052, 1.9107]]

# %% higher-jacobian: 0.5
angles = ad.Variable([0.7, -0.4])
with ad.GradientTape() as tape:
    place = hand(angles)
pose = ad.transpose(tape.jacobian(place, angles))

# %% higher-jacobian: 0, jacobian-transposed
pose = [[-2.5237, 4.2052], [-0.5910, 1.9107]]

# %% higher-jacobian: 0.5
angles = ad.Variable([0.7, -0.4])
with ad.GradientTape() as tape:
    place = hand(angles)
pose = tape.gradient(place, angles)

# %% higher-jacobian: 0.5
angles = ad.Variable([-0.4, 0.7])
with ad.GradientTape() as tape:
    place = hand(angles)
pose = tape.jacobian(place, angles)

# %% higher-jacobian: 0.5
angles = ad.Variable([math.pi / 6, math.pi / 3])
with ad.GradientTape() as tape:
    place = hand(angles)
pose = tape.jacobian(place, angles)

# %% higher-jacobian: 0.5
angles = ad.Variable([0.7, -0.4])
with ad.GradientTape() as tape:
    place = ad.stack([3.0 * ad.cos(angles[0]) + 2.0 * ad.cos(angles[1]), 3.0 * ad.sin(angles[0]) + 2.0 * ad.sin(angles[1])])
pose = tape.jacobian(place, angles)

# %% higher-jacobian: 0.5
angles = ad.Variable([0.7, -0.4])
with ad.GradientTape() as tape:
    place = hand(angles)
pose = -tape.jacobian(place, angles)

# %% higher-jacobian: 0
pose = hand(ad.constant([0.7, -0.4]))

# %% higher-jacobian: 0
pose = ...

# %% higher-jacobian: 0
pose = None

# %% higher-jacobian: 0.5
angles = ad.Variable([0.7, -0.4])
with ad.GradientTape() as tape:
    place = hand(angles)
pose = tape.jacobian(place, angles)[0]

# %% higher-jacobian: 0.5
angles = ad.Variable([0.7, 0.4])
with ad.GradientTape() as tape:
    place = hand(angles)
pose = tape.jacobian(place, angles)

# %% higher-jacobian: 0
pose = [[2.5237, 0.5910], [4.2052, 1.9107]]

# %% higher-stretched: 2
stuck = 0.0

# %% higher-stretched: 2
stuck = math.pi

# %% higher-stretched: 2
stuck = -math.pi

# %% higher-stretched: 2
stuck = 0

# %% higher-stretched: 2
stuck = 2 * math.pi

# %% higher-stretched: 2
stuck = np.array(0.0)

# %% higher-stretched: 2
stuck = ad.constant(0.0)

# %% higher-stretched: 2
stuck = 3.14

# %% higher-stretched: 2
stuck = 3.14159265

# %% higher-stretched: 0
stuck = 180.0

# %% higher-stretched: 0
stuck = 90.0

# %% higher-stretched: 0
stuck = math.pi / 2

# %% higher-stretched: 0
stuck = math.pi / 3

# %% higher-stretched: 0
stuck = 1.0

# %% higher-stretched: 0
stuck = 60

# %% higher-stretched: 0
stuck = [0.0, 1.0]

# %% higher-stretched: 0
stuck = None

# %% higher-stretched: 0
stuck = 'straight'

# %% higher-stretched: 0
stuck = ...

# %% higher-stretched: 0
stuck = -1.57

# %% higher-stretched: 0
stuck = 0.1

# %% higher-stretched: 0
stuck = 180

# %% higher-shapes: 2
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 2
layer_shapes = {
    'gradient of out by W': [2, 3],
    'jacobian of out by b': [5, 3, 3],
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 2
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': "(5, 3, 5, 2)",
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 2
rows = ad.Variable(ad.ones([5, 2]))
W = ad.Variable(ad.ones([2, 3]))
b = ad.Variable(ad.ones([3]))
with ad.GradientTape(persistent=True) as tape:
    out = ad.tanh(rows @ W + b)
layer_shapes = {
    'gradient of out by W': tape.gradient(out, W).shape,
    'jacobian of out by b': tape.jacobian(out, b).shape,
    'jacobian of out by rows': tape.jacobian(out, rows).shape,
    'batch_jacobian of out by rows': tape.batch_jacobian(out, rows).shape,
}

# %% higher-shapes: 2
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5,) + (3,) + (2,),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (5, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (3, 2),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (5, 3, 2, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (3,),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (3, 5, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (5, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (3, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (5, 2, 5, 3),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (5, 3, 2),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (15, 10),
    'batch_jacobian of out by rows': (5, 3, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 2, 3),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (5, 3, 5, 2),
}

# %% higher-shapes: 1.5
layer_shapes = {
    'gradient of out by W': (2, 3),
    'jacobian of out by b': (5, 3, 3),
    'jacobian of out by rows': (5, 3, 5, 2),
    'batch_jacobian of out by rows': (3, 2),
}

# %% higher-shapes: 0
layer_shapes = {
    'gradient of out by W': ...,
    'jacobian of out by b': ...,
    'jacobian of out by rows': ...,
    'batch_jacobian of out by rows': ...,
}

# %% higher-shapes: 0
layer_shapes = [(2, 3), (5, 3, 3)]

# %% higher-hessian: 4
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    return outer.jacobian(slopes, place)

# %% higher-hessian: 4
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    return outer.jacobian(slopes, place).numpy()

# %% higher-hessian: 4
def bends(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape(persistent=True) as outer:
        with ad.GradientTape() as inner:
            value = x * x * y + 3.0 * y * y
        by_x, by_y = inner.gradient(value, [x, y])
    return [[outer.gradient(by_x, x), outer.gradient(by_x, y)], [outer.gradient(by_y, x), outer.gradient(by_y, y)]]

# %% higher-hessian: 4
def bends(x, y):
    place = ad.constant([float(x), float(y)])
    with ad.GradientTape() as outer:
        outer.watch(place)
        with ad.GradientTape() as inner:
            inner.watch(place)
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    return outer.jacobian(slopes, place)

# %% higher-hessian: 4
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    rows = outer.jacobian(slopes, place)
    return [[float(rows[0, 0]), float(rows[0, 1])], [float(rows[1, 0]), float(rows[1, 1])]]

# %% higher-hessian: 3.5
def bends(x, y):
    return [[2 * y, 2 * x], [2 * x, 6]]

# %% higher-hessian: 0.5
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    return slopes

# %% higher-hessian: 0.5
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    return outer.gradient(slopes, place)

# %% higher-hessian: 0.5
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    rows = outer.jacobian(slopes, place)
    return [[rows[0, 0], 0.0], [0.0, rows[1, 1]]]

# %% higher-hessian: 0.5
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    rows = outer.jacobian(slopes, place)
    return [rows[0, 0], rows[1, 1]]

# %% higher-hessian: 0.5
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    outer.jacobian(slopes, place)

# %% higher-hessian: 0.5
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    return -outer.jacobian(slopes, place)

# %% higher-hessian: 0.5
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    return outer.jacobian(slopes, place)[0]

# %% higher-hessian: 0.5
def bends(x, y):
    place = ad.Variable([float(y), float(x)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
        slopes = inner.gradient(value, place)
    return outer.jacobian(slopes, place)

# %% higher-hessian: 0.5
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] 
        slopes = inner.gradient(value, place)
    return outer.jacobian(slopes, place)

# %% higher-hessian: 0
def bends(x, y):
    return x * x * y + 3 * y * y

# %% higher-hessian: 0
def bends(x, y):
    return None

# %% higher-hessian: 0
def bends(x, y):
    return [[2 * y, x], [x, 6]]

# %% higher-hessian: 0.5
def bends(x, y):
    place = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            value = place[0] ** 2 * place[1] + 3.0 * place[1] ** 2
    slopes = inner.gradient(value, place)
    return outer.jacobian(slopes, place)

# %% higher-step: 4
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
step = ad.linalg.solve(valley_hessian, ad.reshape(valley_gradient, [2, 1]))
after_step = place - ad.reshape(step, [2])

# %% higher-step: 4
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
after_step = place.numpy() - np.linalg.solve(valley_hessian.numpy(), valley_gradient.numpy())

# %% higher-step: 4
valley_gradient = [-1.0, 7.0]
valley_hessian = [[2, 1], [1, 6]]
after_step = [24 / 11, -4 / 11]

# %% higher-step: 4
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
after_step = place - ad.linalg.matvec(ad.linalg.inv(valley_hessian), valley_gradient)

# %% higher-step: 4
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
step = ad.linalg.solve(valley_hessian, ad.reshape(valley_gradient, [2, 1]))
after_step = [1.0 - float(step[0, 0]), 1.0 - float(step[1, 0])]

# %% higher-step: 2.5
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
step = ad.linalg.solve(valley_hessian, ad.reshape(valley_gradient, [2, 1]))
after_step = step

# %% higher-step: 2.5
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
step = ad.linalg.solve(valley_hessian, ad.reshape(valley_gradient, [2, 1]))
after_step = -step

# %% higher-step: 2.5
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
step = ad.linalg.solve(valley_hessian, ad.reshape(valley_gradient, [2, 1]))
after_step = place + ad.reshape(step, [2])

# %% higher-step: 2.5
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
step = ad.linalg.solve(valley_hessian, ad.reshape(valley_gradient, [2, 1]))
after_step = place - valley_gradient

# %% higher-step: 2.5
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
step = ad.linalg.solve(valley_hessian, ad.reshape(valley_gradient, [2, 1]))
after_step = place - ad.linalg.matvec(valley_hessian, valley_gradient)

# %% higher-step: 2.5
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
step = ad.linalg.solve(valley_hessian, ad.reshape(valley_gradient, [2, 1]))
after_step = [1.0, 1.0]

# %% higher-step: 2.5
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
step = ad.linalg.solve(valley_hessian, ad.reshape(valley_gradient, [2, 1]))
after_step = None

# %% higher-step: 2.5
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.jacobian(valley_gradient, place)
step = ad.linalg.solve(valley_hessian, ad.reshape(valley_gradient, [2, 1]))
after_step = place - valley_gradient / [2.0, 6.0]

# %% higher-step: 1
place = ad.Variable([1.0, 1.0])
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        x, y = place[0], place[1]
        value = x * x + 3.0 * y * y + x * y - 4.0 * x
    valley_gradient = inner.gradient(value, place)
valley_hessian = outer.gradient(valley_gradient, place)
after_step = None

# %% higher-step: 1.5
valley_gradient = [7.0, -1.0]
valley_hessian = [[2, 1], [1, 6]]
after_step = [0, 0]

# %% higher-step: 1
valley_gradient = [-1.0, 7.0]
valley_hessian = [[2, 0], [0, 6]]
after_step = [1.5, -1 / 6]

# %% higher-step: 0
valley_gradient = ...
valley_hessian = ...
after_step = ...
