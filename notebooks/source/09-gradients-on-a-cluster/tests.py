# Answers to lesson 09: what each must get when it is graded.
# `graders test 09-gradients-on-a-cluster` tries them all. This file never leaves the course.

# %% cluster-whole: 2
whole = (2 * -3 + 4 * -1.5) / 6

# %% cluster-whole: 2
whole = -2

# %% cluster-whole: 2
whole = -2.0

# %% cluster-whole: 2
whole = -12 / 6

# %% cluster-whole: 2
whole = np.average([-3, -1.5], weights=[2, 4])

# %% cluster-whole: 2
whole = ad.constant(-2.0)

# %% cluster-whole: 0
whole = -2.25

# %% cluster-whole: 0
whole = (-3 - 1.5) / 2

# %% cluster-whole: 0
whole = -4.5

# %% cluster-whole: 0
whole = -12

# %% cluster-whole: 0
whole = -2.5

# %% cluster-whole: 0
whole = (4 * -3 + 2 * -1.5) / 6

# %% cluster-whole: 0
whole = -6

# %% cluster-whole: 0
whole = 2

# %% cluster-whole: 0
whole = 0

# %% cluster-whole: 0
whole = -32.33

# %% cluster-whole: 0
whole = -1.5

# %% cluster-whole: 0
whole = -3

# %% cluster-whole: 0
whole = None

# %% cluster-whole: 0
whole = ...

# %% cluster-whole: 0
whole = '-2'

# %% cluster-whole: 0
whole = (2 * -3 + 4 * -1.5) / 2

# %% cluster-losses: 3
together = {"mean squared error": "weighted mean", "sum of squared errors": "sum", "root of the mean squared error": "neither", "largest error": "neither", "mean cross entropy": "weighted mean", "sum of cross entropies": "sum"}

# %% cluster-losses: 3
together = {"mean squared error": "Weighted mean", "sum of squared errors": "Sum", "root of the mean squared error": "neither ", "largest error": "NEITHER", "mean cross entropy": " weighted mean", "sum of cross entropies": "sum "}

# %% cluster-losses: 3
together = dict(zip(["sum of cross entropies", "mean cross entropy", "largest error", "root of the mean squared error", "sum of squared errors", "mean squared error"], ["sum", "weighted mean", "neither", "neither", "sum", "weighted mean"]))

# %% cluster-losses: 3
together = {}
together["mean squared error"] = together["mean cross entropy"] = "weighted mean"
together["sum of squared errors"] = together["sum of cross entropies"] = "sum"
together["root of the mean squared error"] = together["largest error"] = "neither"

# %% cluster-losses: 3
mean, root = 'weighted mean', 'neither'
together = {"mean squared error": mean, "sum of squared errors": "sum", "root of the mean squared error": root, "largest error": root, "mean cross entropy": mean, "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "sum", "sum of squared errors": "sum", "root of the mean squared error": "neither", "largest error": "neither", "mean cross entropy": "weighted mean", "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "neither", "sum of squared errors": "sum", "root of the mean squared error": "neither", "largest error": "neither", "mean cross entropy": "weighted mean", "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "weighted mean", "sum of squared errors": "weighted mean", "root of the mean squared error": "neither", "largest error": "neither", "mean cross entropy": "weighted mean", "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "weighted mean", "sum of squared errors": "neither", "root of the mean squared error": "neither", "largest error": "neither", "mean cross entropy": "weighted mean", "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "weighted mean", "sum of squared errors": "sum", "root of the mean squared error": "weighted mean", "largest error": "neither", "mean cross entropy": "weighted mean", "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "weighted mean", "sum of squared errors": "sum", "root of the mean squared error": "sum", "largest error": "neither", "mean cross entropy": "weighted mean", "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "weighted mean", "sum of squared errors": "sum", "root of the mean squared error": "neither", "largest error": "weighted mean", "mean cross entropy": "weighted mean", "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "weighted mean", "sum of squared errors": "sum", "root of the mean squared error": "neither", "largest error": "sum", "mean cross entropy": "weighted mean", "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "weighted mean", "sum of squared errors": "sum", "root of the mean squared error": "neither", "largest error": "neither", "mean cross entropy": "sum", "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "weighted mean", "sum of squared errors": "sum", "root of the mean squared error": "neither", "largest error": "neither", "mean cross entropy": "neither", "sum of cross entropies": "sum"}

# %% cluster-losses: 2.5
together = {"mean squared error": "weighted mean", "sum of squared errors": "sum", "root of the mean squared error": ..., "largest error": "neither", "mean cross entropy": "weighted mean", "sum of cross entropies": "sum"}

# %% cluster-losses: 0
together = {"mean squared error": ..., "sum of squared errors": ..., "root of the mean squared error": ..., "largest error": ..., "mean cross entropy": ..., "sum of cross entropies": ...}

# %% cluster-losses: 0
together = ["weighted mean", "sum", "neither", "neither", "weighted mean"]

# %% cluster-losses: 1
together = {"mean squared error": "weighted mean", "sum of squared errors": "weighted mean", "root of the mean squared error": "weighted mean", "largest error": "weighted mean", "mean cross entropy": "weighted mean", "sum of cross entropies": "weighted mean"}

# %% cluster-combine: 4
def combine(parts):
    total, count = 0.0, 0
    for gradient, rows in parts:
        if rows > 0:
            total = total + rows * np.asarray(gradient)
            count = count + rows
    return total / count

# %% cluster-combine: 4
def combine(parts):
    full = [(np.array(g), n) for g, n in parts if n != 0]
    return sum(n * g for g, n in full) / sum(n for g, n in full)

# %% cluster-combine: 4
def combine(parts):
    full = [pair for pair in parts if pair[1] > 0]
    return np.average([g for g, n in full], axis=0, weights=[n for g, n in full])

# %% cluster-combine: 4
def combine(parts):
    days = sum(rows for _, rows in parts)
    result = 0.0
    for gradient, rows in parts:
        if not rows:
            continue
        result = result + np.array(gradient) * (rows / days)
    return result

# %% cluster-combine: 4
def combine(parts):
    parts = [part for part in parts if part[1]]
    total = ad.add_n([ad.constant(g, dtype='float64') * float(n) for g, n in parts])
    return total / float(sum(n for g, n in parts))

# %% cluster-combine: 4
def combine(parts):
    total, count = 0.0, 0
    for gradient, rows in parts:
        total = total + rows * np.nan_to_num(np.asarray(gradient, dtype=float))
        count = count + rows
    return total / count

# %% cluster-combine: 0
def combine(parts):
    total, days = 0, 0
    for gradient, rows in parts:
        if rows > 0:
            total += gradient * rows
            days += rows
        return total / days

# %% cluster-combine: 2.5
def combine(parts):
    total, days = 0, 0
    for gradient, rows in parts:
        if not np.isnan(gradient).any():
            total += gradient * rows
            days += rows
        else:
            days += 1
    return total / days

# %% cluster-combine: 2.5
def combine(parts):
    total, count = 0.0, 0
    for gradient, rows in parts:
        total = total + rows * np.asarray(gradient)
        count = count + rows
    return total / count

# %% cluster-combine: 0
def combine(parts):
    total, count = 0.0, 0
    for gradient, rows in parts:
        if rows > 0:
            total = total + rows * np.asarray(gradient)
            count = count + rows
    return total

# %% cluster-combine: 0
def combine(parts):
    total, count = 0.0, 0
    for gradient, rows in parts:
        if rows > 0:
            total = total + rows * np.asarray(gradient)
            count = count + rows
    return total / len(parts)

# %% cluster-combine: 0
def combine(parts):
    total, count = 0.0, 0
    for gradient, rows in parts:
        if rows > 0:
            total = total + np.asarray(gradient)
            count = count + 1
    return total / count

# %% cluster-combine: 4
def combine(parts):
    total, count = 0.0, 0
    for gradient, rows in parts:
        if rows > 0:
            total = total + rows * gradient
            count = count + rows
    return total / count

# %% cluster-combine: 0
def combine(parts):
    total, count = 0.0, 0
    for gradient, rows in parts:
        if rows > 0:
            total = total + rows * np.asarray(gradient)
            count = count + rows
    print(total / count)

# %% cluster-combine: 0
def combine(parts):
    total, count = 0.0, 0
    for gradient, rows in parts:
        if rows > 0:
            total = total + np.asarray(gradient)
            count = count + rows
    return total / count

# %% cluster-combine: 0
def combine(parts):
    total, count = 0.0, 0
    for gradient, rows in parts:
        if rows > 0:
            total = total - rows * np.asarray(gradient)
            count = count + rows
    return total / count

# %% cluster-combine: 0
def combine(parts):
    return sum(g for g, n in parts)

# %% cluster-combine: 1
def combine(parts):
    return (2 * -8 + 4 * -44.5) / 6

# %% cluster-combine: 0
def combine(parts):
    return None

# %% cluster-combine: 0
def combine(parts):
    return parts

# %% cluster-combine: 0
def combine(parts):
    return np.mean([g for g, n in parts if n], axis=0)

# %% cluster-combine: 0
def combine(parts):
    return max(g for g, n in parts)

# %% cluster-combine: 0
def combine(parts):
    return [(n * np.asarray(g)) for g, n in parts]

# %% cluster-round: 1
round_order = ["send w to the workers", "each worker computes its gradient", "gather the gradients", "take the weighted mean", "take a step with w"]

# %% cluster-round: 1
round_order = ["Send w to the workers", "each worker computes its gradient", "gather the gradients", "take the weighted mean", "take a step with w"]

# %% cluster-round: 1
steps = "send w to the workers; each worker computes its gradient; gather the gradients; take the weighted mean; take a step with w"
round_order = steps.split("; ")

# %% cluster-round: 1
round_order = ("send w to the workers", "each worker computes its gradient", "gather the gradients", "take the weighted mean", "take a step with w")

# %% cluster-round: 1
round_order = []
round_order += ["send w to the workers", "each worker computes its gradient"]
round_order += ["gather the gradients", "take the weighted mean", "take a step with w"]

# %% cluster-round: 0
round_order = ["each worker computes its gradient", "send w to the workers", "gather the gradients", "take the weighted mean", "take a step with w"]

# %% cluster-round: 0
round_order = ["send w to the workers", "gather the gradients", "each worker computes its gradient", "take the weighted mean", "take a step with w"]

# %% cluster-round: 0
round_order = ["send w to the workers", "each worker computes its gradient", "take the weighted mean", "gather the gradients", "take a step with w"]

# %% cluster-round: 0
round_order = ["send w to the workers", "each worker computes its gradient", "gather the gradients", "take a step with w", "take the weighted mean"]

# %% cluster-round: 0
round_order = ["take a step with w", "take the weighted mean", "gather the gradients", "each worker computes its gradient", "send w to the workers"]

# %% cluster-round: 0
round_order = ["take a step with w", "send w to the workers", "each worker computes its gradient", "gather the gradients", "take the weighted mean"]

# %% cluster-round: 0
round_order = ["send w to the workers", "each worker computes its gradient", "gather the gradients", "take the weighted mean"]

# %% cluster-round: 0
round_order = ["send w to the workers", "take the weighted mean", "each worker computes its gradient", "gather the gradients", "take a step with w"]

# %% cluster-round: 0
round_order = ["each worker computes its gradient", "gather the gradients", "send w to the workers", "take the weighted mean", "take a step with w"]

# %% cluster-round: 0
round_order = ["send w to the workers", "each worker computes its gradient", "gather the gradients", "take the weighted mean", "take a step with w", "take a step with w"]

# %% cluster-round: 0
round_order = ...

# %% cluster-round: 0
round_order = [0, 1, 2, 3, 4]

# %% cluster-round: 0
round_order = "send w to the workers"

# %% cluster-travels: 2
travels = [4.0, None, 3.0, 2.0]

# %% cluster-travels: 2
travels = [4, None, 3, 2]

# %% cluster-travels: 2
travels = (4.0, None, 3.0, 2.0)

# %% cluster-travels: 2
travels = [ad.constant(4.0), None, 3.0, 2.0]

# %% cluster-travels: 2
v = ad.Variable(2.0)
with ad.GradientTape() as tape:
    squared = client.submit(lambda v: v * v, v).result() if real else ad.constant(4.0)


def grow(v):
    v.assign_add(1.0)
    return v


there = client.submit(grow, v).result()
travels = [float(squared), tape.gradient(squared, v), float(there), float(v)]

# %% cluster-travels: 1.5
travels = [2.0, None, 3.0, 2.0]

# %% cluster-travels: 1.5
travels = [None, None, 3.0, 2.0]

# %% cluster-travels: 1.5
travels = [8.0, None, 3.0, 2.0]

# %% cluster-travels: 1.5
travels = [4.0, 4.0, 3.0, 2.0]

# %% cluster-travels: 1.5
travels = [4.0, 0.0, 3.0, 2.0]

# %% cluster-travels: 1.5
travels = [4.0, 2.0, 3.0, 2.0]

# %% cluster-travels: 1.5
travels = [4.0, None, 2.0, 2.0]

# %% cluster-travels: 1.5
travels = [4.0, None, 1.0, 2.0]

# %% cluster-travels: 1.5
travels = [4.0, None, None, 2.0]

# %% cluster-travels: 1.5
travels = [4.0, None, 3.0, 3.0]

# %% cluster-travels: 1.5
travels = [4.0, None, 3.0, None]

# %% cluster-travels: 1.5
travels = [..., None, 3.0, 2.0]

# %% cluster-travels: 0
travels = [..., ..., ..., ...]

# %% cluster-travels: 0
travels = 4.0

# %% cluster-travels: 0
travels = [4.0, None, 3.0]

# %% cluster-travels: 1
travels = [4.0, 4.0, 3.0, 3.0]

# %% cluster-repair: 3
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (2 * first + 4 * second) / 6
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 3
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = (future.result() for future in futures)
        gradient = (2 * first + 4 * second) / 6
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 3
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        gradient = (2 * futures[0].result() + 4 * futures[1].result()) / 6
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 3
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        gradient = combine(list(zip(client.gather(futures), [2, 4])))
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 3
def train_shops():
    w = 0.0
    for step in range(60):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (2 * first + 4 * second) / 6
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 3
best_w = 0.0
for step in range(20):
    found = client.gather(client.map(piece_gradient, [best_w, best_w], [shop_a[0], shop_b[0]], [shop_a[1], shop_b[1]]))
    best_w = best_w - 0.02 * np.average(found, weights=[2, 4])

# %% cluster-repair: 3
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = first * 2 / 6 + second * 4 / 6
        w = w - 0.03 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 3
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (first / 3 + second * 2 / 3)
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 1
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, 0.0, *shop_a),
            client.submit(piece_gradient, 0.0, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (2 * first + 4 * second) / 6
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 1
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        gradient = (futures[0] + futures[1]) / 2
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 2
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (first + second) / 2
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 2
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = first + second
        w = w - 0.01 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 2
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (4 * first + 2 * second) / 6
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 2
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (2 * first + 4 * second) / 6
        w = w + 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 2
def train_shops():
    w = 0.0
    for step in range(1):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (2 * first + 4 * second) / 6
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 2
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (2 * first + 4 * second) / 6
        w = w - 0.2 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 1
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, 0.0, *shop_a),
            client.submit(piece_gradient, 0.0, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (first + second) / 2
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 2
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = first
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 2
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = second
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 2
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, w, *shop_a),
            client.submit(piece_gradient, w, *shop_b),
        ]
        first, second = client.gather(futures)
        gradient = (2 * first + 4 * second) / 6
        w = w - 0.0 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-repair: 0
best_w = 2.0659

# %% cluster-repair: 0
best_w = float(np.dot(all_days[0], all_days[1]) / np.dot(all_days[0], all_days[0]))

# %% cluster-repair: 0
best_w = ...

# %% cluster-repair: 0
def train_shops():
    w = 0.0
    for step in range(20):
        futures = [
            client.submit(piece_gradient, 0.0, *shop_a),
            client.submit(piece_gradient, 0.0, *shop_b),
        ]
        gradient = (futures[0] + futures[1]) / 2
        w = w - 0.02 * gradient
    return w


try:
    best_w = train_shops()
except TypeError as error:
    best_w = None
    print('TypeError:', error)

# %% cluster-local: 2
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = descend(all_days)

# %% cluster-local: 2
local_w = 2.1051565632
exact_w = 2.0653133203753087

# %% cluster-local: 2
local_w = 2.1052
exact_w = 2.0653

# %% cluster-local: 2
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = combine([(descend(shop_a), 2), (descend(shop_b), 4)])
exact_w = descend(all_days)

# %% cluster-local: 2
first = second = exact_w = 2.0
for step in range(5):
    first -= 0.02 * (5.0 * first - 13.0)
    second -= 0.02 * (43.0 * second - 87.5)
    exact_w -= 0.02 * combine([(5.0 * exact_w - 13.0, 2), (43.0 * exact_w - 87.5, 4)])
local_w = (first + 2 * second) / 3

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (descend(shop_a) + descend(shop_b)) / 2
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = descend(shop_a)
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = descend(shop_b)
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = descend(all_days)
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (4 * descend(shop_a) + 2 * descend(shop_b)) / 6
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = 2 * descend(shop_a) + 4 * descend(shop_b)
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a, 4) + 4 * descend(shop_b, 4)) / 6
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a, 1) + 4 * descend(shop_b, 1)) / 6
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = 2.1
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = 2.11
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = 2.0
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = None
exact_w = descend(all_days)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = local_w

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = 2.0659

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = descend(all_days, 1)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = descend(all_days, 4)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = descend(all_days, 6)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = descend(shop_b)

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = 2.07

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = 2.0

# %% cluster-local: 1
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place - 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = ...

# %% cluster-local: 0
local_w = ...
exact_w = ...

# %% cluster-local: 0
def descend(days, steps=5, place=2.0):
    for _ in range(steps):
        place = place + 0.02 * piece_gradient(place, *days)
    return place


local_w = (2 * descend(shop_a) + 4 * descend(shop_b)) / 6
exact_w = descend(all_days)

# %% cluster-crossing: 2
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 64 * 256, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 2
crossing = {"graph, forwards": 16384, "graph, backwards": 16384, "data, gradients": 203530, "better": "graph"}

# %% cluster-crossing: 2
crossing = {"graph, forwards": 16384.0, "graph, backwards": 2**14, "data, gradients": 785 * 256 + 257 * 10, "better": "Graph"}

# %% cluster-crossing: 2
crossing = {}
crossing['graph, forwards'] = crossing['graph, backwards'] = 16384
crossing['data, gradients'] = 203530
crossing['better'] = 'graph'

# %% cluster-crossing: 2
rows, hidden = 64, 256
crossing = {"graph, forwards": rows * hidden, "graph, backwards": rows * hidden, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 256, "graph, backwards": 64 * 256, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 784 * 256, "graph, backwards": 64 * 256, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 784, "graph, backwards": 64 * 256, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 10, "graph, backwards": 64 * 256, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 256, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 0, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 203530, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 640, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 64 * 256, "data, gradients": 784 * 256 + 256 * 10, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 64 * 256, "data, gradients": 784 * 256, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 64 * 256, "data, gradients": 32 * 203530, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 64 * 256, "data, gradients": 64 * 256, "better": "graph"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 64 * 256, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "data"}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": 64 * 256, "graph, backwards": 64 * 256, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": ...}

# %% cluster-crossing: 1.5
crossing = {"graph, forwards": ..., "graph, backwards": 64 * 256, "data, gradients": 784 * 256 + 256 + 256 * 10 + 10, "better": "graph"}

# %% cluster-crossing: 0
crossing = {"graph, forwards": ..., "graph, backwards": ..., "data, gradients": ..., "better": ...}

# %% cluster-crossing: 0
crossing = 16384
