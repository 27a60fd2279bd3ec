# Answers to lesson 10: what each must get when it is graded.
# `graders test 10-build-your-own-tape` tries them all. This file never leaves the course.

# %% own-backward: 5
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in reversed(range(len(rows))):
        for source, slope in rows[number]:
            gradients[source] += gradients[number] * slope
    return gradients

# %% own-backward: 5
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in range(len(rows) - 1, -1, -1):
        for source, slope in rows[number]:
            gradients[source] += gradients[number] * slope
    return gradients

# %% own-backward: 5
def gradients_of(rows):
    gradients = [0.0 for _ in rows]
    gradients[len(rows) - 1] = 1.0
    for number, row in reversed(list(enumerate(rows))):
        for pair in row:
            gradients[pair[0]] = gradients[pair[0]] + gradients[number] * pair[1]
    return gradients

# %% own-backward: 5
def gradients_of(rows):
    found = {len(rows) - 1: 1.0}
    place = len(rows) - 1
    while place >= 0:
        for source, slope in rows[place]:
            found[source] = found.get(source, 0.0) + found.get(place, 0.0) * slope
        place -= 1
    return [found.get(place, 0.0) for place in range(len(rows))]

# %% own-backward: 5
def gradients_of(rows):
    import numpy as np
    gradients = np.zeros(len(rows))
    gradients[-1] = 1
    for number in range(len(rows))[::-1]:
        for source, slope in rows[number]:
            gradients[source] += gradients[number] * slope
    return gradients

# %% own-backward: 3
def gradients_of(rows):
    def back(place):
        if place == len(rows) - 1:
            return 1.0
        total = 0.0
        for number in range(place + 1, len(rows)):
            for source, slope in rows[number]:
                if source == place:
                    total += slope * back(number)
        return total

    return [back(place) for place in range(len(rows))]

# %% own-backward: 1
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in reversed(range(len(rows))):
        for source, slope in rows[number]:
            gradients[source] = gradients[number] * slope
    return gradients

# %% own-backward: 0
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 0.0
    for number in reversed(range(len(rows))):
        for source, slope in rows[number]:
            gradients[source] += gradients[number] * slope
    return gradients

# %% own-backward: 0
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in range(len(rows)):
        for source, slope in rows[number]:
            gradients[source] += gradients[number] * slope
    return gradients

# %% own-backward: 0
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 2.0
    for number in reversed(range(len(rows))):
        for source, slope in rows[number]:
            gradients[source] += gradients[number] * slope
    return gradients

# %% own-backward: 0
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in reversed(range(len(rows))):
        for source, slope in rows[number]:
            gradients[source] += gradients[number] * slope
    return gradients[::-1]

# %% own-backward: 0
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in reversed(range(len(rows))):
        for source, slope in rows[number]:
            gradients[source] += gradients[number] * slope
    print(gradients)

# %% own-backward: 0
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[0] = 1.0
    for number in reversed(range(len(rows))):
        for source, slope in rows[number]:
            gradients[source] += gradients[number] * slope
    return gradients

# %% own-backward: 0
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in reversed(range(len(rows))):
        for source, slope in rows[number]:
            gradients[source] += gradients[number] + slope
    return gradients

# %% own-backward: 0
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in reversed(range(len(rows))):
        for source, slope in rows[number]:
            gradients[source] += slope
    return gradients

# %% own-backward: 0
def gradients_of(rows):
    return [5.8, 30.0, -12.5]

# %% own-backward: 0
def gradients_of(rows):
    return None

# %% own-backward: 0
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in reversed(range(len(rows))):
        for source, slope in rows[number]:
            gradients[source] += gradients[number] * slope
    return gradients[0]

# %% own-backward: 0
def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in reversed(range(len(rows))):
        for slope, source in rows[number]:
            gradients[source] += gradients[number] * slope
    return gradients

# %% own-bugs: 2
for_v = {"= for +=": 0.8, "first to last": 0.0, "seed 0": 0.0, "seed 2": 11.6}

# %% own-bugs: 2
for_v = {"= for +=": 0.8, "first to last": 0, "seed 0": 0, "seed 2": 2 * 5.8}

# %% own-bugs: 2
for_v = dict([('= for +=', 0.8), ('first to last', 0), ('seed 0', 0), ('seed 2', 11.6)])

# %% own-bugs: 2
for_v = {"= for +=": 4 / 5, "first to last": 0.0, "seed 0": 0.0, "seed 2": 11.600}

# %% own-bugs: 2
for_v = {"seed 2": 11.6, "seed 0": 0.0, "first to last": 0.0, "= for +=": 0.8}

# %% own-bugs: 1.5
for_v = {"= for +=": 5.8, "first to last": 0.0, "seed 0": 0.0, "seed 2": 11.6}

# %% own-bugs: 1.5
for_v = {"= for +=": 2.5, "first to last": 0.0, "seed 0": 0.0, "seed 2": 11.6}

# %% own-bugs: 1.5
for_v = {"= for +=": 5.0, "first to last": 0.0, "seed 0": 0.0, "seed 2": 11.6}

# %% own-bugs: 1.5
for_v = {"= for +=": 3.3, "first to last": 0.0, "seed 0": 0.0, "seed 2": 11.6}

# %% own-bugs: 1.5
for_v = {"= for +=": 0.8, "first to last": 5.8, "seed 0": 0.0, "seed 2": 11.6}

# %% own-bugs: 1.5
for_v = {"= for +=": 0.8, "first to last": 0.8, "seed 0": 0.0, "seed 2": 11.6}

# %% own-bugs: 1.5
for_v = {"= for +=": 0.8, "first to last": 0.0, "seed 0": 5.8, "seed 2": 11.6}

# %% own-bugs: 1.5
for_v = {"= for +=": 0.8, "first to last": 0.0, "seed 0": 1.0, "seed 2": 11.6}

# %% own-bugs: 1.5
for_v = {"= for +=": 0.8, "first to last": 0.0, "seed 0": 0.0, "seed 2": 5.8}

# %% own-bugs: 1.5
for_v = {"= for +=": 0.8, "first to last": 0.0, "seed 0": 0.0, "seed 2": 7.8}

# %% own-bugs: 1.5
for_v = {"= for +=": 0.8, "first to last": 0.0, "seed 0": 0.0, "seed 2": None}

# %% own-bugs: 0
for_v = {"= for +=": ..., "first to last": ..., "seed 0": ..., "seed 2": ...}

# %% own-bugs: 0
for_v = [0.8, 0, 0, 11.6]

# %% own-multiply: 2
def multiply(a, b):
    return record(a.value * b.value, (a, b.value), (b, a.value))


Num.__mul__ = multiply

# %% own-multiply: 2
def multiply(a, b):
    product = a.value * b.value
    return record(product, (a, b.value), (b, a.value))


Num.__mul__ = multiply

# %% own-multiply: 2
def multiply(a, b):
    return Num(a.value * b.value, a.tape, [(a.place, b.value), (b.place, a.value)])


Num.__mul__ = multiply

# %% own-multiply: 2
def multiply(a, b):
    x, y = a.value, b.value
    return record(x * y, (a, y), (b, x))


Num.__mul__ = multiply

# %% own-multiply: 2
def multiply(a, b):
    return record(a.value * b.value, *[(a, b.value), (b, a.value)])


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value * b.value, (a, a.value), (b, b.value))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value * b.value, (a, 1.0), (b, 1.0))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value * b.value, (a, b.value))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value * b.value, (a, b.value), (a, a.value))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return a.value * b.value


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value * b.value, (b, b.value), (a, a.value))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value * b.value, (a, -b.value), (b, -a.value))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return Num(a.value * b.value, a.tape)


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value * b.value, (a, b), (b, a))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value * b.value, (a, b.value), (b, b.value))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value + b.value, (a, 1.0), (b, 1.0))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value / b.value, (a, b.value), (b, a.value))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    record(a.value * b.value, (a, b.value), (b, a.value))


Num.__mul__ = multiply

# %% own-multiply: 2
def multiply(a, b):
    return record(a.value * b.value, (b, a.value), (a, b.value))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return record(a.value + b.value, (a, b.value), (b, a.value))


Num.__mul__ = multiply

# %% own-multiply: 0
def multiply(a, b):
    return a * b


Num.__mul__ = multiply

# %% own-divide: 3
def subtract(a, b):
    return add(a, multiply(Num(-1.0, a.tape), b))


def divide(a, b):
    inverse = record(1 / b.value, (b, -1 / b.value**2))
    return multiply(a, inverse)


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 3
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 3
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    result = a.value / b.value
    return record(result, (a, 1 / b.value), (b, -result / b.value))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 3
def subtract(a, b):
    return Num(a.value - b.value, a.tape, [(a.place, 1.0), (b.place, -1.0)])


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 3
def subtract(a, b):
    return record(a.value - b.value, (a, 1), (b, -1))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 3
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(a.value / b.value, (a, b.value**-1), (b, -a.value * b.value**-2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 2
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, 1.0))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 2
def subtract(a, b):
    return record(a.value - b.value, (a, -1.0), (b, 1.0))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 2
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 2
def subtract(a, b):
    return a.value - b.value


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 2
def subtract(a, b):
    return record(a.value + b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 2
def subtract(a, b):
    return record(b.value - a.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 1
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 1
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -a.value / b.value))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 1
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(a.value / b.value, (a, b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 1
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0 / b.value), (b, -1.0 / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 1
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(a.value / b.value, (a, 1.0), (b, -1.0))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 1
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(b.value / a.value, (a, 1.0 / b.value), (b, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 1
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return a.value / b.value


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-divide: 1
def subtract(a, b):
    return record(a.value - b.value, (a, 1.0), (b, -1.0))


def divide(a, b):
    return record(a.value / b.value, (b, 1.0 / b.value), (a, -a.value / b.value**2))


Num.__sub__ = subtract
Num.__truediv__ = divide

# %% own-lifted: 2
def lifted(other, like):
    return Num(other, like.tape) if isinstance(other, int) else other


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 3
def lifted(other, like):
    return other if isinstance(other, Num) else Num(other, like.tape)


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 3
def lifted(other, like):
    if isinstance(other, Num):
        return other
    return Num(other, like.tape)


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 3
def lifted(other, like):
    if type(other) is not Num:
        other = Num(float(other), like.tape)
    return other


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 3
def lifted(other, like):
    return Num(other, like.tape) if isinstance(other, (int, float)) else other


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 3
def lifted(other, like):
    return Num(value=other, tape=like.tape) if not hasattr(other, 'tape') else other


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    return Num(other, like.tape)


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    return other


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    return other if isinstance(other, Num) else Num(other, [])


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    return like


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    return None


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    return other.value if isinstance(other, Num) else other


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    Num(other, like.tape)


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    return Num(other, other.tape)


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    return other if isinstance(other, Num) else Num(1.0, like.tape)


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    return other if isinstance(other, Num) else Num(like.value, like.tape)


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-lifted: 0
def lifted(other, like):
    return other if isinstance(other, Num) else other * 1.0


def on_both_sides(operation):
    return (
        lambda a, other: operation(a, lifted(other, a)),
        lambda a, other: operation(lifted(other, a), a),
    )


Num.__add__, Num.__radd__ = on_both_sides(add)
Num.__mul__, Num.__rmul__ = on_both_sides(multiply)
Num.__sub__, Num.__rsub__ = on_both_sides(subtract)
Num.__truediv__, Num.__rtruediv__ = on_both_sides(divide)

# %% own-functions: 3
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.sin(x.value), (x, math.cos(x.value)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, math.exp(x.value)))

# %% own-functions: 3
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.sin(x.value), (x, math.cos(x.value)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    result = math.exp(x.value)
    return record(result, (x, result))

# %% own-functions: 3
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return Num(math.sin(x.value), x.tape, [(x.place, math.cos(x.value))])


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, math.exp(x.value)))

# %% own-functions: 3
def sin(x):
    if isinstance(x, (int, float)):
        return math.sin(x)
    return record(math.sin(x.value), (x, math.cos(x.value)))


def exp(x):
    if isinstance(x, (int, float)):
        return math.exp(x)
    grown = math.exp(x.value)
    return Num(grown, x.tape, [(x.place, grown)])

# %% own-functions: 2.5
def sin(x):
    return record(math.sin(x.value), (x, math.cos(x.value)))


def exp(x):
    return record(math.exp(x.value), (x, math.exp(x.value)))

# %% own-functions: 3
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    v = x.value
    return record(math.sin(v), (x, math.sin(v + math.pi / 2)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, math.exp(x.value)))

# %% own-functions: 0.75
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.sin(x.value), (x, math.sin(x.value)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, math.exp(x.value)))

# %% own-functions: 0.75
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.sin(x.value), (x, -math.cos(x.value)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, math.exp(x.value)))

# %% own-functions: 0.75
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.sin(x.value), (x, 1.0))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, math.exp(x.value)))

# %% own-functions: 0.75
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return math.sin(x.value)


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, math.exp(x.value)))

# %% own-functions: 0.75
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.sin(x.value), (x, math.cos(x.value)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, x.value))

# %% own-functions: 0.75
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.sin(x.value), (x, math.cos(x.value)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, 1.0))

# %% own-functions: 0.75
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.sin(x.value), (x, math.cos(x.value)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, -math.exp(x.value)))

# %% own-functions: 0.75
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.sin(x.value), (x, math.cos(x.value)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, x.value * math.exp(x.value - 1)))

# %% own-functions: 0
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return None


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return None

# %% own-functions: 0
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.cos(x.value), (x, -math.sin(x.value)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(-x.value), (x, -math.exp(-x.value)))

# %% own-functions: 0
def sin(x):
    if not isinstance(x, Num):
        return math.sin(x)
    return record(math.sin(x.value), (x, math.cos(1.0)))


def exp(x):
    if not isinstance(x, Num):
        return math.exp(x)
    return record(math.exp(x.value), (x, math.exp(1.0)))

# %% own-lucky: 2
lucky = "x * y + 3.0"

# %% own-lucky: 2
lucky = "x / (y + 2)"

# %% own-lucky: 2
lucky = "2 * x - y"

# %% own-lucky: 2
lucky = "(x + 1) * (y - 5)"

# %% own-lucky: 2
lucky = "7 / x / y"

# %% own-lucky: 0
lucky = "x + y * y"

# %% own-lucky: 0
lucky = "x * x"

# %% own-lucky: 0
lucky = "x * y"

# %% own-lucky: 0
lucky = "x + x + y"

# %% own-lucky: 0
lucky = "sin(x) * y + 1"

# %% own-lucky: 0
lucky = "x * 2 + 1"

# %% own-lucky: 0
lucky = ""

# %% own-lucky: 0
lucky = 3

# %% own-lucky: 0
lucky = None

# %% own-lucky: 0
lucky = ...

# %% own-lucky: 0
lucky = "x ** 2 + y"

# %% own-lucky: 0
lucky = "x * z + y"

# %% own-lucky: 0
lucky = "x +"

# %% own-lucky: 0
lucky = "x - x * y"

# %% own-lucky: 2
lucky = "(x + y) + 0 * x"

# %% own-lucky: 2
lucky = "y * y * 0 + x"

# %% own-lucky: 0
lucky = "x + 0 * x + y"

# %% own-lucky: 0
lucky = "x / 0 + y"

# %% own-lucky: 0
lucky = "x * y + 'a'"

# %% own-lucky: 0
lucky = "x * y + 3j"

# %% own-lucky: 0
lucky = "x * y + " + "(" * 90 + "1" + ")" * 90 + "+ x" * 5000

# %% own-capstone: 5
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(200):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate - 0.2 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 5
def fit(distances, velocities):
    estimate = 0.0
    for _ in range(400):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate - 0.3 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 5
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(200):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss * 1.0
        estimate = estimate - 0.01 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 5
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(200):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate - 0.2 * gradients_of(tape)[H.place]
    return round(estimate, 2)

# %% own-capstone: 5
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(200):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / 24.0
        estimate = estimate - 0.2 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 5
def loss_of(H, distances, velocities):
    return sum((H * d - v) * (H * d - v) for d, v in zip(distances, velocities)) / len(distances)


def slope_at(H, distances, velocities):
    tape = []
    number = Num(H, tape)
    loss_of(number, distances, velocities)
    return gradients_of(tape)[number.place]


def fit(distances, velocities):
    H = 0.0
    while abs(slope_at(H, distances, velocities)) > 1e-6:
        H = H - 0.3 * slope_at(H, distances, velocities)
    return H

# %% own-capstone: 5
def fit(distances, velocities):
    assert Num  # whose operators the text below uses
    estimate = 0.0
    for _ in range(100):
        slope = 0.0
        for d, v in zip(distances, velocities):
            slope += slopes_of('(H * d - v) * (H * d - v)', {'H': estimate, 'd': d, 'v': v})[1]
        estimate = estimate - 0.2 * slope / len(distances)
    return estimate

# %% own-capstone: 4
def fit(distances, velocities):
    return sum(d * v for d, v in zip(distances, velocities)) / sum(d * d for d in distances)

# %% own-capstone: 4
def fit(distances, velocities):
    H = ad.Variable(100.0)
    for _ in range(300):
        with ad.GradientTape() as tape:
            loss = ad.reduce_mean(ad.square(H * ad.constant(distances) - ad.constant(velocities)))
        H.assign_sub(0.2 * tape.gradient(loss, H))
    return float(H)

# %% own-capstone: 2
def fit(distances, velocities):
    return 423.9373

# %% own-capstone: 1
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(3):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate - 0.2 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 1
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(5):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate + 0.2 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 1
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(200):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate - 0.001 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 1
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(200):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error
        loss = loss / len(distances)
        estimate = estimate - 0.2 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 1
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(5):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error + loss
        loss = loss / len(distances)
        estimate = estimate - 0.2 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 1
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(60):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate - 1.0 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 1
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(200):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate - 0.2 * gradients_of(tape)[H.place]
    return H

# %% own-capstone: 1
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(200):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate - 0.2 * gradients_of(tape)[H.place]
    print(estimate)

# %% own-capstone: 1
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(200):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(distances, velocities):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate - 0.2 * gradients_of(tape)[-1]
    return estimate

# %% own-capstone: 3
def fit(distances, velocities):
    estimate = 100.0
    for _ in range(200):
        tape = []
        H = Num(estimate, tape)
        loss = 0.0
        for distance, velocity in zip(globals()['distances'], globals()['velocities']):
            error = H * distance - velocity
            loss = error * error + loss
        loss = loss / len(distances)
        estimate = estimate - 0.2 * gradients_of(tape)[H.place]
    return estimate

# %% own-capstone: 0
def fit(distances, velocities):
    return sum(velocities) / sum(distances)

# %% own-capstone: 0
def fit(distances, velocities):
    return sum(v / d for d, v in zip(distances, velocities)) / len(distances)

# %% own-capstone: 0
import numpy as np


def fit(distances, velocities):
    return float(np.polyfit(distances, velocities, 1)[0])

# %% own-capstone: 0
def fit(distances, velocities):
    return 70.0

# %% own-capstone: 0
def fit(distances, velocities):
    return None

# %% own-capstone: 0
fit = ...

# %% own-capstone: 0
hubble = 423.94

# %% own-capstone: 4
def helped(distances, velocities):
    H = ad.Variable(100.0)
    for _ in range(300):
        with ad.GradientTape() as tape:
            loss = ad.reduce_mean(ad.square(H * ad.constant(distances) - ad.constant(velocities)))
        H.assign_sub(0.2 * tape.gradient(loss, H))
    return float(H)


def fit(distances, velocities):
    gradients_of([[]])
    return helped(distances, velocities)
