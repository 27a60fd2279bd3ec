# Answers to lesson 04: what each must get when it is graded, and the mistake that must be named.
# `graders test 04-partial-derivatives` tries them all. This file never leaves the course.

# %% partial-slopes: 3
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 3
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
found = tape.gradient(height, {"x": x, "y": y})
slope_east = found["x"].numpy()
slope_north = found["y"].numpy()

# %% partial-slopes: 3
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape(persistent=True) as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slope_east = tape.gradient(height, x)
slope_north = tape.gradient(height, y)

# %% partial-slopes: 3
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = 900 - 40 * x**2 - 60 * y**2 + 20 * x * y
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 3
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = hill(x, y)
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 3
def slopes(a, b):
    p = ad.Variable([a, b])
    with ad.GradientTape() as tape:
        height = hill(p[0], p[1])
    return tape.gradient(height, p)


slope_east, slope_north = slopes(1.65, -2.35).numpy()

# %% partial-slopes: 3
x = ad.constant(1.65)
y = ad.constant(-2.35)
with ad.GradientTape() as tape:
    tape.watch([x, y])
    height = hill(x, y)
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 3
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as one, ad.GradientTape() as two:
    height = 900 - 40 * ad.square(x) - 60 * ad.square(y) + 20 * x * y
slope_east = one.gradient(height, x)
slope_north = two.gradient(height, y)

# %% partial-slopes: 2
slope_east = -80 * 1.65 + 20 * -2.35
slope_north = -120 * -2.35 + 20 * 1.65

# %% partial-slopes: 1
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slope_north, slope_east = tape.gradient(height, [x, y])

# %% partial-slopes: 1
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 1
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x + 60.0 * y * y - 20.0 * x * y
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 2
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y + 20.0 * x * y
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 2
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x - 60.0 * y * y + 20.0 * x * y
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 1
x = ad.Variable(3.0)
y = ad.Variable(2.0)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 1
x = ad.Variable(1.65)
y = ad.Variable(2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 1.5
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slope_east = tape.gradient(height, x)
slope_north = ...

# %% partial-slopes: 0
slope_east = -132
slope_north = 282

# %% partial-slopes: 0, value-instead-of-slope
slope_east = 382.2
slope_north = 382.2

# %% partial-slopes: 0, minus-lost
slope_east, slope_north = 179, -315

# %% partial-slopes: 1
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slope_east = slope_north = tape.gradient(height, x, y)

# %% partial-slopes: 2
x = ad.Variable(1.65)
y = ad.constant(-2.35)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slope_east, slope_north = tape.gradient(height, [x, y])

# %% partial-slopes: 0
slope_east, slope_north = 315.0, -179.0

# %% partial-slopes: 0
slope_east = slope_north = -179 + 315

# %% partial-slopes: 0
slope_east = ...
slope_north = ...

# %% partial-repair: 3
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = tape.gradient(height, [x, y])
print(slopes)

# %% partial-repair: 3
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = tape.gradient(height, (x, y))
print(slopes)

# %% partial-repair: 3
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape(persistent=True) as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = [tape.gradient(height, x), tape.gradient(height, y)]
print(slopes)

# %% partial-repair: 3
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
east, north = tape.gradient(height, [x, y])
slopes = [east.numpy(), north.numpy()]
print(slopes)

# %% partial-repair: 3
x = ad.Variable(2.0)
y = ad.constant(-1.5)
with ad.GradientTape() as tape:
    tape.watch(y)
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = tape.gradient(height, [x, y])

# %% partial-repair: 3
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = hill(x, y)
slopes = tape.gradient(height, [x, y])
print(slopes)

# %% partial-repair: 3
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900 - 40 * x**2 - 60 * y**2 + 20 * y * x
slopes = tape.gradient(height, [x, y])
print(slopes)

# %% partial-repair: 1.5
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = tape.gradient(height, x, y)
print(slopes)

# %% partial-repair: 1.5
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x
slopes = tape.gradient(height, [x, y])
print(slopes)

# %% partial-repair: 1.5
x = ad.Variable(2.0)
y = ad.constant(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = tape.gradient(height, [x, y])
print(slopes)

# %% partial-repair: 0.75
x = ad.Variable(2.0)
y = ad.constant(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x
slopes = tape.gradient(height, [x, y])
print(slopes)

# %% partial-repair: 0.75
x = ad.Variable(2.0)
y = ad.constant(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = tape.gradient(height, x, y)
print(slopes)

# %% partial-repair: 0.75
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x
slopes = tape.gradient(height, x, y)
print(slopes)

# %% partial-repair: 2.25
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = tape.gradient(height, [y, x])
print(slopes)

# %% partial-repair: 0.75
x = ad.Variable(2.0)
y = -1.5
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = tape.gradient(height, [x])
print(slopes)

# %% partial-repair: 2.25
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = tape.gradient(height, [x, y])[0]
print(slopes)

# %% partial-repair: 1.5
x = ad.Variable(2.0)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * x
slopes = tape.gradient(height, [x, y])
print(slopes)

# %% partial-repair: 1.5
x = ad.Variable(2.5)
y = ad.Variable(-1.5)
with ad.GradientTape() as tape:
    height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
slopes = tape.gradient(height, [x, y])
print(slopes)

# %% partial-repair: 0
slopes = ...

# %% partial-shapes: 3
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 3
bakery = {
    "shape by price": [3],
    "first entry by price": 20 + 24,
    "shape by fee": [],
    "by fee": -2 * 6,
}

# %% partial-shapes: 3
bakery = {
    "shape by price": "(3,)",
    "first entry by price": 44,
    "shape by fee": (),
    "by fee": -12,
}

# %% partial-shapes: 3
made = ad.constant([[20.0, 12.0, 5.0], [24.0, 9.0, 8.0]])
price = ad.Variable([3.0, 4.0, 6.5])
fee = ad.Variable(2.5)
with ad.GradientTape() as tape:
    left = ad.reduce_sum(made * price - 2.0 * fee)
by_price, by_fee = tape.gradient(left, [price, fee])
bakery = {
    "shape by price": by_price.shape,
    "first entry by price": by_price[0],
    "shape by fee": by_fee.shape,
    "by fee": by_fee,
}

# %% partial-shapes: 3
columns = np.array([[20.0, 12.0, 5.0], [24.0, 9.0, 8.0]]).sum(axis=0)
bakery = {
    "shape by price": columns.shape,
    "first entry by price": columns[0],
    "shape by fee": (),
    "by fee": -2.0 * 2 * 3,
}

# %% partial-shapes: 3
bakery = dict(zip(["shape by price", "first entry by price", "shape by fee", "by fee"], [(3,), 44, (), -12]))

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (2, 3),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (1, 3),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3, 1),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": 6,
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": None,
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 20.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 24.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 37.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 22.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 132.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 60.0,
    "shape by fee": (),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": (1,),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": (2, 3),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": (3,),
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": 1,
    "by fee": -12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -2.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": 12.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -6.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -15.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -30.0,
}

# %% partial-shapes: 2.25
bakery = {
    "shape by price": (3,),
    "first entry by price": 44.0,
    "shape by fee": (),
    "by fee": -4.0,
}

# %% partial-shapes: 1.5
bakery = {
    "shape by price": (2, 3),
    "first entry by price": 44.0,
    "shape by fee": (2, 3),
    "by fee": -12.0,
}

# %% partial-shapes: 0
bakery = {
    "shape by price": (2, 3),
    "first entry by price": 20.0,
    "shape by fee": (2, 3),
    "by fee": -2.0,
}

# %% partial-shapes: 0
bakery = [(3,), 44.0, (), -12.0]

# %% partial-shapes: 0
bakery = {
    "shape by price": ...,
    "first entry by price": ...,
    "shape by fee": ...,
    "by fee": ...,
}

# %% partial-shapes: 0.75
bakery = {"shape by price": (3,)}

# %% partial-map: 1
steepest_place = "C"

# %% partial-map: 1
steepest_place = "c"

# %% partial-map: 1
steepest_place = " C "

# %% partial-map: 1
places = {"A": (0.25, 0.35), "B": (3.75, 0.8), "C": (0.3, -3.3), "D": (-2.5, -1.0)}
steepest_place = max(places, key=lambda name: np.hypot(-80 * places[name][0] + 20 * places[name][1], -120 * places[name][1] + 20 * places[name][0]))

# %% partial-map: 1
steepest_place = "ABCD"[2]

# %% partial-map: 0
steepest_place = "A"

# %% partial-map: 0
steepest_place = "B"

# %% partial-map: 0
steepest_place = "D"

# %% partial-map: 0
steepest_place = "E"

# %% partial-map: 0
steepest_place = 3

# %% partial-map: 0
steepest_place = None

# %% partial-map: 0
steepest_place = ["C"]

# %% partial-map: 0
steepest_place = "C and B"

# %% partial-map: 0
steepest_place = "south"

# %% partial-map: 0
steepest_place = (0.3, -3.3)

# %% partial-map: 0
steepest_place = ...

# %% partial-map: 0
steepest_place = True

# %% partial-way: 3
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 3
way_slope = 332.2
small_change = -11.67

# %% partial-way: 3
gradient = np.array([-179.0, 315.0])
way_slope = gradient @ np.array([-0.8, 0.6])
small_change = gradient @ np.array([0.03, -0.02])

# %% partial-way: 3
x = ad.Variable(1.65)
y = ad.Variable(-2.35)
with ad.GradientTape() as tape:
    height = hill(x, y)
g = tape.gradient(height, [x, y])
way_slope = -0.8 * g[0] + 0.6 * g[1]
small_change = (0.03 * g[0] - 0.02 * g[1]).numpy()

# %% partial-way: 3
t = ad.Variable(0.0)
with ad.GradientTape() as tape:
    height = hill(1.65 - 0.8 * t, -2.35 + 0.6 * t)
way_slope = tape.gradient(height, t)
small_change = -11.67

# %% partial-way: 3
way_slope = sum(a * b for a, b in zip([-0.8, 0.6], [-179, 315]))
small_change = 0.03 * -179 + -0.02 * 315

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = 136.0
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = 362.3
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = 0.8 * slope_east + 0.6 * slope_north
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = 45.8 * 2
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = 0.6 * slope_east - 0.8 * slope_north
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = [-0.8 * slope_east, 0.6 * slope_north]
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = 0.6 * slope_north
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = -332.2
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 3
slope_east, slope_north = -179.0, 315.0
way_slope = 332
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = None
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = slope_north
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 1
slope_east, slope_north = -179.0, 315.0
way_slope = hill(1.65, -2.35)
small_change = 0.03 * slope_east - 0.02 * slope_north

# %% partial-way: 2
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = 0.03 * slope_east + 0.02 * slope_north

# %% partial-way: 2
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = hill(1.68, -2.37) - hill(1.65, -2.35)

# %% partial-way: 2
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = 0.03 * slope_north - 0.02 * slope_east

# %% partial-way: 2
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = 370.53

# %% partial-way: 2
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = 11.67

# %% partial-way: 2
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = 0.01 * 136

# %% partial-way: 2
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = None

# %% partial-way: 2
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = -5.37

# %% partial-way: 2
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = -6.3

# %% partial-way: 2
slope_east, slope_north = -179.0, 315.0
way_slope = -0.8 * slope_east + 0.6 * slope_north
small_change = [-5.37, -6.3]

# %% partial-way: 0
way_slope = ...
small_change = ...

# %% partial-level: 2
slope_east, slope_north = -179.0, 315.0
level_step = [315.0, 179.0]

# %% partial-level: 2
slope_east, slope_north = -179.0, 315.0
level_step = [-315.0, -179.0]

# %% partial-level: 2
slope_east, slope_north = -179.0, 315.0
level_step = [0.315, 0.179]

# %% partial-level: 2
slope_east, slope_north = -179.0, 315.0
level_step = np.array([315, 179]) / 362.3

# %% partial-level: 2
slope_east, slope_north = -179.0, 315.0
level_step = ad.constant([3.15, 1.79])

# %% partial-level: 2
slope_east, slope_north = -179.0, 315.0
level_step = (315, 179)

# %% partial-level: 2
slope_east, slope_north = -179.0, 315.0
level_step = [slope_north, -slope_east]

# %% partial-level: 2
slope_east, slope_north = -179.0, 315.0
level_step = [1.0, 0.5683]

# %% partial-level: 2
slope_east, slope_north = -179.0, 315.0
level_step = [1.76, 1.0]

# %% partial-level: 0
level_step = [-179.0, 315.0]

# %% partial-level: 0
level_step = [179.0, -315.0]

# %% partial-level: 0
level_step = [179.0, 315.0]

# %% partial-level: 0
level_step = [315.0, -179.0]

# %% partial-level: 0
level_step = [0.0, 0.0]

# %% partial-level: 0
level_step = [1.0, 0.0]

# %% partial-level: 0
level_step = [0.0, 1.0]

# %% partial-level: 0
level_step = [1.0, 1.0]

# %% partial-level: 0
level_step = [315.0]

# %% partial-level: 0
level_step = 315.0

# %% partial-level: 0
level_step = [315.0, 179.0, 0.0]

# %% partial-level: 0
level_step = [1.65, -2.35]

# %% partial-level: 0
level_step = None

# %% partial-level: 0
level_step = 'level'

# %% partial-level: 0
level_step = [..., ...]

# %% partial-level: 0
level_step = [1.0, 0.5]

# %% partial-level: 0
level_step = [float('nan'), 1.0]

# %% partial-none: 2
answers = [4.0, 0.0, None, "TypeError"]

# %% partial-none: 2
answers = [4, 0, None, "typeerror"]

# %% partial-none: 2
answers = (4, 0.0, None, 'TypeError')

# %% partial-none: 2
answers = [x.numpy() if False else 4.0, 0.0, "None", "TypeError"]

# %% partial-none: 2
first = 4.0
second = 0
third = None
answers = [first, second, third, 'TypeError']

# %% partial-none: 2
x, y = ad.Variable(4.0), ad.Variable(2.5)
with ad.GradientTape(persistent=True) as tape:
    z = x * y
    v = x * x + 3.0
answers = [tape.gradient(z, y), tape.gradient(v, y, unconnected_gradients='zero'), tape.gradient(z, y * 1.0), 'TypeError']

# %% partial-none: 1.5
answers = [2.5, 0.0, None, "TypeError"]

# %% partial-none: 1.5
answers = [None, 0.0, None, "TypeError"]

# %% partial-none: 1.5
answers = [10.0, 0.0, None, "TypeError"]

# %% partial-none: 1.5
answers = [1.0, 0.0, None, "TypeError"]

# %% partial-none: 1.5
answers = [4.0, None, None, "TypeError"]

# %% partial-none: 1.5
answers = [4.0, 8.0, None, "TypeError"]

# %% partial-none: 1.5
answers = [4.0, 11.0, None, "TypeError"]

# %% partial-none: 1.5
answers = [4.0, 'zero', None, "TypeError"]

# %% partial-none: 1.5
answers = [4.0, 0.0, 4.0, "TypeError"]

# %% partial-none: 1.5
answers = [4.0, 0.0, 0.0, "TypeError"]

# %% partial-none: 1.5
answers = [4.0, 0.0, 'TypeError', "TypeError"]

# %% partial-none: 1.5
answers = [4.0, 0.0, 1.0, "TypeError"]

# %% partial-none: 1.5
answers = [4.0, 0.0, None, None]

# %% partial-none: 1.5
answers = [4.0, 0.0, None, 4.0]

# %% partial-none: 1.5
answers = [4.0, 0.0, None, 'NameError']

# %% partial-none: 1.5
answers = [4.0, 0.0, None, 'ValueError']

# %% partial-none: 1.5
answers = [4.0, 0.0, None, 'an error']

# %% partial-none: 0
answers = [4.0, 0.0, None]

# %% partial-none: 0
answers = None

# %% partial-none: 0
answers = [..., ..., ..., ...]

# %% partial-none: 0.5
answers = [None, None, None, None]

# %% partial-steepest: 4
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = ad.sqrt(east * east + north * north)
    return [east / length, north / length]

# %% partial-steepest: 4
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    g = np.array([east.numpy(), north.numpy()])
    return g / np.linalg.norm(g)

# %% partial-steepest: 4
def steepest(x, y):
    p = ad.Variable([float(x), float(y)])
    with ad.GradientTape() as tape:
        height = hill(p[0], p[1])
    g = tape.gradient(height, p)
    return g / ad.norm(g)

# %% partial-steepest: 4
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    import math
    length = math.hypot(east, north)
    return (float(east) / length, float(north) / length)

# %% partial-steepest: 4
def steepest(x, y):
    x = ad.constant(float(x))
    y = ad.constant(float(y))
    with ad.GradientTape() as tape:
        tape.watch([x, y])
        height = hill(x, y)
    g = tape.gradient(height, {'e': x, 'n': y})
    length = (g['e'] ** 2 + g['n'] ** 2) ** 0.5
    return [g['e'] / length, g['n'] / length]

# %% partial-steepest: 3.5
def steepest(x, y):
    e, n = -80 * x + 20 * y, -120 * y + 20 * x
    length = (e**2 + n**2) ** 0.5
    return [e / length, n / length]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    return [east, north]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = ad.sqrt(east * east + north * north)
    return [-east / length, -north / length]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    return ad.sqrt(east * east + north * north)

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = ad.sqrt(east * east + north * north)
    return [north / length, east / length]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    return [east / (east + north), north / (east + north)]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = abs(east) + abs(north)
    return [east / length, north / length]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = east * east + north * north
    return [east / length, north / length]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = ad.sqrt(east * east + north * north)
    return [north / length, -east / length]

# %% partial-steepest: 0
def steepest(x, y):
    length = (x * x + y * y) ** 0.5
    return [-x / length, -y / length]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = ad.sqrt(east * east + north * north)
    [east / length, north / length]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x + 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = ad.sqrt(east * east + north * north)
    return [east / length, north / length]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y
    east, north = tape.gradient(height, [x, y])
    length = ad.sqrt(east * east + north * north)
    return [east / length, north / length]

# %% partial-steepest: 1.75
def steepest(x, y):
    x = ad.Variable(3.0)
    y = ad.Variable(2.0)
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = ad.sqrt(east * east + north * north)
    return [east / length, north / length]

# %% partial-steepest: 2.25
def steepest(x, y):
    x = ad.Variable(x)
    y = ad.Variable(y)
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = ad.sqrt(east * east + north * north)
    return [east / length, north / length]

# %% partial-steepest: 0.5
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = ad.sqrt(east * east - north * north)
    return [east / length, north / length]

# %% partial-steepest: 1.75
def steepest(x, y):
    x = ad.Variable(float(x))
    y = ad.Variable(float(y))
    with ad.GradientTape() as tape:
        height = 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y
    east, north = tape.gradient(height, [x, y])
    length = 269.07
    return [east / length, north / length]
