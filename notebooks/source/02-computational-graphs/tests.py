# Answers to lesson 02: what each must get when it is graded, and the mistake that must be named.
# `graders test 02-computational-graphs` tries them all. This file never leaves the course.

# %% graphs-order: 1
trip_order = ["way", "litres", "fuel", "tolls", "total"]

# %% graphs-order: 1
trip_order = ["way", "tolls", "litres", "fuel", "total"]

# %% graphs-order: 1
trip_order = ("way", "litres", "tolls", "fuel", "total")

# %% graphs-order: 1
trip_order = "way litres fuel tolls total".split()

# %% graphs-order: 1
trip_order = ["Way", " litres", "fuel ", "tolls", "TOTAL"]

# %% graphs-order: 1
names_in_order = ["way", "litres", "fuel", "tolls"]
trip_order = names_in_order + ["total"]

# %% graphs-order: 0
trip_order = ["total", "fuel", "tolls", "way", "litres"]

# %% graphs-order: 0
trip_order = ["total", "tolls", "fuel", "litres", "way"]

# %% graphs-order: 0
trip_order = ["litres", "way", "fuel", "tolls", "total"]

# %% graphs-order: 0
trip_order = ["way", "fuel", "litres", "tolls", "total"]

# %% graphs-order: 0
trip_order = ["tolls", "way", "litres", "fuel", "total"]

# %% graphs-order: 0
trip_order = ["way", "litres", "fuel", "total", "tolls"]

# %% graphs-order: 0
trip_order = ["way", "litres", "fuel", "total"]

# %% graphs-order: 0
trip_order = ["hours", "way", "litres", "fuel", "tolls", "total"]

# %% graphs-order: 0
trip_order = ["way", "litres", "fuel", "tolls", "total", "total"]

# %% graphs-order: 0
trip_order = "way, litres, fuel, tolls, total"

# %% graphs-order: 0
trip_order = [3, 4, 1, 2, 0]

# %% graphs-order: 0
trip_order = ["way", "liters", "fuel", "tolls", "total"]

# %% graphs-order: 0
trip_order = None

# %% graphs-order: 0
trip_order = ...

# %% graphs-order: 0
trip_ordre = ["way", "litres", "fuel", "tolls", "total"]

# %% graphs-order: 0
trip_order = {"way", "litres", "fuel", "tolls", "total"}

# %% graphs-order: 0
way = 100.0 * 2
litres = way * 0.05
fuel = litres * 2.0
tolls = way * 0.06
total = fuel + tolls
trip_order = [way, litres, fuel, tolls, total]

# %% graphs-formula: 3
def overtake(v, u, lead):
    return v * (lead / (v - u))

# %% graphs-formula: 3
def overtake(v, u, lead):
    return v * lead / (v - u)

# %% graphs-formula: 3
def overtake(v, u, lead):
    faster = v - u
    time = lead / faster
    return v * time

# %% graphs-formula: 3
def overtake(v, u, lead):
    return lead / (1 - u / v)

# %% graphs-formula: 3
def overtake(v, u, lead):
    return lead + u * lead / (v - u)

# %% graphs-formula: 3
def overtake(v, u, lead):
    return ad.multiply(v, ad.divide(lead, ad.subtract(v, u)))

# %% graphs-formula: 3
def overtake(v, u, lead):
    way = v * lead / (v - u)
    return float(way)

# %% graphs-formula: 3
overtake = lambda v, u, lead: v * lead / (v - u)

# %% graphs-formula: 3
def catch_up(v, u, lead):
    return lead / (v - u)


def overtake(v, u, lead):
    return v * catch_up(v, u, lead)

# %% graphs-formula: 0
def overtake(v, u, lead):
    return v * lead / (u - v)

# %% graphs-formula: 0
def overtake(v, u, lead):
    return v * (v - u) / lead

# %% graphs-formula: 0
def overtake(v, u, lead):
    return u * lead / (v - u)

# %% graphs-formula: 0
def overtake(v, u, lead):
    return lead / (v - u)

# %% graphs-formula: 0
def overtake(v, u, lead):
    return v * lead / v - u

# %% graphs-formula: 0
def overtake(v, u, lead):
    return v + lead / (v - u)

# %% graphs-formula: 0
def overtake(v, u, lead):
    return v * lead - u

# %% graphs-formula: 0
def overtake(v, u, lead):
    return (v - u) * lead

# %% graphs-formula: 0
def overtake(v, u, lead):
    return v * (lead - (v - u))

# %% graphs-formula: 0
def overtake(v, u, lead):
    return 2 * v * lead / (v - u)

# %% graphs-formula: 0
def overtake(v, u, lead):
    faster = v - u
    time = lead / faster
    way = v * time

# %% graphs-formula: 0
def overtake(v, u, lead):
    print(v * lead / (v - u))

# %% graphs-formula: 0
def overtake(v, u, lead):
    return v, lead / (v - u)

# %% graphs-formula: 0
def overtake(v, u, lead):
    return v - lead / (v - u)

# %% graphs-formula: 0
def overtake(v, u, lead):
    return v * (lead / (v + u))

# %% graphs-formula: 0
def overtake(v, u, lead):
    pass

# %% graphs-formula: 0
def overtake(v, u, lead):
    return vv * lead / (v - u)

# %% graphs-formula: 1
def overtake(v, u, lead):
    return 150

# %% graphs-formula: 1
def overtake(v, u, lead):
    return v * lead // (v - u)

# %% graphs-formula: 1
def overtake(v, u, lead):
    return round(v * lead / (v - u))

# %% graphs-formula: 0
def overtake(v, u):
    return v / (v - u)

# %% graphs-formula: 0
def overtake(u, v, lead):
    return v * lead / (v - u)

# %% graphs-formula: 0
overtake = 150

# %% graphs-formula: 1
def overtake(v, u, lead):
    return v * 50 / (v - u)

# %% graphs-formula: 1
def overtake(v, u, lead):
    return 30 * lead / (v - u)

# %% graphs-formula: 2
def overtake(v, u, lead):
    return {30.0: 150, 25.0: 1600 / 3}[v]

# %% graphs-reach: 2
again_a = ["twice", "brake", "dist"]
again_t = ["reaction", "dist"]

# %% graphs-reach: 2
again_a = ("dist", "brake", "twice")
again_t = ("dist", "reaction")

# %% graphs-reach: 2
again_a = ["Twice", "brake ", "dist"]
again_t = ["reaction", "DIST"]

# %% graphs-reach: 2
again_a = "twice brake dist".split()
again_t = "reaction dist".split()

# %% graphs-reach: 2
again_a = ["twice", "brake", "dist", "dist"]
again_t = list(("reaction", "dist"))

# %% graphs-reach: 1
again_a = ["twice", "brake", "dist"]
again_t = ["reaction", "square"]

# %% graphs-reach: 1
again_a = ["dist"]
again_t = ["dist"]

# %% graphs-reach: 1
again_a = ["twice"]
again_t = ["reaction"]

# %% graphs-reach: 1
again_a = ["twice", "brake"]
again_t = ["reaction"]

# %% graphs-reach: 1
again_a = ["brake", "dist"]
again_t = ["dist", "brake", "reaction"]

# %% graphs-reach: 0.5
again_a = ["reaction", "square", "twice", "brake", "dist"]
again_t = ["reaction", "square", "twice", "brake", "dist"]

# %% graphs-reach: 1.5
again_a = ["square", "twice", "brake", "dist"]
again_t = ["reaction", "dist"]

# %% graphs-reach: 0
again_a = []
again_t = []

# %% graphs-reach: 0
again_a = "dist"
again_t = "reaction"

# %% graphs-reach: 1
again_a = ["a", "twice", "brake", "dist"]
again_t = ["t", "reaction", "dist"]

# %% graphs-reach: 0
again_a = ["reaction", "square"]
again_t = ["twice", "square", "brake"]

# %% graphs-reach: 0
again_a = ["reaction", "dist"]
again_t = ["twice", "brake", "dist"]

# %% graphs-reach: 0
again_a = 3
again_t = 2

# %% graphs-reach: 0
again_a = None
again_t = None

# %% graphs-reach: 0
again_a = [twice, brake, dist]
again_t = [reaction, dist]

# %% graphs-reach: 0
again_a = ...
again_t = ...

# %% graphs-reach: 1
again_a = ...
again_t = ["reaction", "dist"]

# %% graphs-reach: 1
again_a = ["square", "reaction"]
again_t = ["reaction", "dist"]

# %% graphs-rows: 3
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 3
rows = [
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 3
rows = [
    ("reaction", ["t", "v"], [30, 0.8]),
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ("brake", ("twice", "square"), (-6.25, 0.0833)),
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 3
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["2", "a"], [6.0, 2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 3
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", [2, "a"], [6.0, 2.0]],
    ["brake", ["square", "twice"], [0.083333, -900 / 144]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 3
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", "a", 2],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 3
rows = [
    ["reaction", ["v", "t"], [t, v]],
    ["square", ["v", "v"], [v, v]],
    ["twice", ["a"], [ad.constant(2.0)]],
    ["brake", ["square", "twice"], [1 / twice, -square / twice**2]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 3
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], 2 * [30]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 3
rows = []
rows.append(["twice", ["a"], [2]])
rows.append(["square", ["v", "v"], [30, 30]])
rows.append(["brake", ["square", "twice"], [1 / 12, -25 / 4]])
rows.append(["reaction", ["v", "t"], [0.8, 30]])
rows.append(["dist", ["reaction", "brake"], [1, 1]])

# %% graphs-rows: 2.5
rows = [
    ["reaction", ["v", "t"], [30.0, 0.8]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2.5
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [60.0, 60.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v"], [60.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2.5
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [6.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2.5
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2.5
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, 6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2.5
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -75]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2.5
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [-6.25, 1 / 12]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2.5
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [24.0, 75.0]],
]

# %% graphs-rows: 2
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [6.0]],
    ["brake", ["square", "twice"], [12.0, 6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2.5
rows = [
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["twice", ["a"], [2.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["reaction", ["v", "t"], [0.8, 30.0]],
]

# %% graphs-rows: 2.5
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["total", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2
rows = [
    ["reaction", ["v"], [0.8]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "square", "twice"], [1.0, 1.0, 1.0]],
]

# %% graphs-rows: 2
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 2
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", "*", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 0
rows = {"reaction": [0.8, 30.0], "square": [30.0, 30.0], "twice": [2.0], "brake": [1 / 12, -6.25], "dist": [1.0, 1.0]}

# %% graphs-rows: 0
rows = [0.8, 30.0, 30.0, 30.0, 2.0, 1 / 12, -6.25, 1.0, 1.0]

# %% graphs-rows: 0
rows = [
    ["way", ["hours"], [100.0]],
    ["litres", ["way"], [0.05]],
    ["fuel", ["litres"], [2.0]],
    ["tolls", ["way"], [0.06]],
    ["total", ["fuel", "tolls"], [1.0, 1.0]],
]

# %% graphs-rows: 0.5
rows = [
    ["reaction", ["v", "t"], [..., ...]],
    ["square", ["v", "v"], [..., ...]],
    ["twice", ["a"], [...]],
    ["brake", ["square", "twice"], [..., ...]],
    ["dist", ["reaction", "brake"], [..., ...]],
]

# %% graphs-rows: 1
rows = [
    ["reaction", ["v", "t"], [0.8, 30]],
    ["square", ["v", "v"], [..., ...]],
    ["twice", ["a"], ...],
    ["brake", ["square", "twice"], [..., ...]],
    ["dist", ["reaction", "brake"], [..., ...]],
]

# %% graphs-rows: 0
rows = []

# %% graphs-rows: 0
rows = None

# %% graphs-rows: 0
rows = ...

# %% graphs-rows: 0
rows = "reaction, square, twice, brake, dist"

# %% graphs-rows: 2.5
rows = [
    ["reaction", ["v", "t"], [0.8, 30.0]],
    ["square", ["v", "v"], [30.0, 30.0]],
    ["twice", ["a"], [2.0]],
    ["twice", ["a"], [2.0]],
    ["brake", ["square", "twice"], [1 / 12, -6.25]],
    ["dist", ["reaction", "brake"], [1.0, 1.0]],
]

# %% graphs-rows: 0.5
rows = [
    ["reaction", ["v", "t"], [24, 24]],
    ["square", ["v", "v"], [900, 900]],
    ["twice", ["a"], [12]],
    ["brake", ["square", "twice"], [75, 75]],
    ["dist", ["reaction", "brake"], [99, 99]],
]

# %% graphs-ledger: 4
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 4
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 0.083,
    "twice": -900 / 144,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 4
ledger = {
    "reaction": 1,
    "brake": 1,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 4
ledger = {"dist": 1.0}
ledger["reaction"] = ledger["dist"] * 1.0
ledger["brake"] = ledger["dist"] * 1.0
ledger["square"] = ledger["brake"] / 12
ledger["twice"] = ledger["brake"] * -6.25
ledger["t"] = ledger["reaction"] * 30
ledger["a"] = ledger["twice"] * 2
ledger["v from square"] = ledger["square"] * 30 + ledger["square"] * 30
ledger["v"] = ledger["reaction"] * 0.8 + ledger["v from square"]

# %% graphs-ledger: 4
v = ad.Variable(30.0, name="v")
t = ad.Variable(0.8, name="t")
a = ad.Variable(6.0, name="a")
with ad.GradientTape() as tape:
    reaction = v * t
    square = v * v
    twice = 2 * a
    brake = square / twice
    dist = reaction + brake
graph = ad.graph(tape, dist, names={"reaction": reaction, "square": square, "twice": twice, "brake": brake, "dist": dist})
ledger = {name: graph.node(name).gradient for name in ["dist", "reaction", "brake", "square", "twice", "t", "a", "v"]}
ledger["v from square"] = 60 * ledger["square"]

# %% graphs-ledger: 4
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": ad.constant(1.0) / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 0.8 + 2.5 + 2.5,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 3.3,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.0,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 0.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 4.0,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 99.0,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 60.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": 12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -6.25,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -150.0,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": 2.0,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": 6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -75.0,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 12.0,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1.0,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 0.8,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 24.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 24.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 75.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 2.5,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 6.25,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 60.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": None,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": "5.8",
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": ...,
}

# %% graphs-ledger: 3
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 2.5,
    "v": 3.3,
}

# %% graphs-ledger: 2.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 12,
    "twice": 6.25,
    "t": 30.0,
    "a": 12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
}

# %% graphs-ledger: 3.5
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1 / 12,
    "twice": -6.25,
    "t": 30.0,
    "a": -12.5,
    "v": 5.8,
}

# %% graphs-ledger: 2
ledger = {
    "dist": 1.0,
    "reaction": 24,
    "brake": 75,
    "square": 900,
    "twice": 12,
    "t": 30.0,
    "a": -12.5,
    "v from square": 5.0,
    "v": 5.8,
}

# %% graphs-ledger: 1
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": 1.0,
    "twice": 1.0,
    "t": 1.0,
    "a": 1.0,
    "v from square": 1.0,
    "v": 1.0,
}

# %% graphs-ledger: 0.5
ledger = {
    "dist": 99,
    "reaction": 1,
    "brake": 75,
    "square": 900,
    "twice": 12,
    "t": 0.8,
    "a": 6,
    "v from square": 900,
    "v": 42,
}

# %% graphs-ledger: 0
ledger = [1.0, 1.0, 1.0, 1 / 12, -6.25, 30.0, -12.5, 5.0, 5.8]

# %% graphs-ledger: 0
ledger = 5.8

# %% graphs-ledger: 0
ledger = ...

# %% graphs-ledger: 0
ledger = {}

# %% graphs-ledger: 0
ledger = {
    "dist": 1.0,
    "reaction": ...,
    "brake": ...,
    "square": ...,
    "twice": ...,
    "t": ...,
    "a": ...,
    "v from square": ...,
    "v": ...,
}

# %% graphs-ledger: 1
ledger = {
    "dist": 1.0,
    "reaction": 1.0,
    "brake": 1.0,
    "square": ...,
    "twice": ...,
    "t": ...,
    "a": ...,
    "v from square": ...,
    "v": ...,
}

# %% graphs-ledger: 0
ledger = None

# %% graphs-rain: 3
rain_dist = 114
rain_v = 7.75
rain_a = -18

# %% graphs-rain: 3
rain_dist = 114.0
rain_v = 31 / 4
rain_a = -18.0

# %% graphs-rain: 3
rain_dist = 24 * 1.75 + 24**2 / 8
rain_v = 1.75 + 24 / 4
rain_a = -(24**2) / (2 * 4**2)

# %% graphs-rain: 3
import numpy as np
rain_dist = [114]
rain_v = ad.constant(7.75)
rain_a = np.float64(-18)

# %% graphs-rain: 3
v = ad.Variable(24.0)
t = ad.Variable(1.75)
a = ad.Variable(4.0)
with ad.GradientTape() as rain_tape:
    rain_dist = v * t + v * v / (2 * a)
rain_v, rain_a = rain_tape.gradient(rain_dist, [v, a])

# %% graphs-rain: 3
def far(v, t, a):
    return v * t + v**2 / (2 * a)


rain_dist = far(24, 1.75, 4)
rain_v = (far(24.001, 1.75, 4) - far(23.999, 1.75, 4)) / 0.002
rain_a = (far(24, 1.75, 4.0001) - far(24, 1.75, 3.9999)) / 0.0002

# %% graphs-rain: 1.5, one-path-only
rain_dist = 114
rain_v = 4.75
rain_a = -18

# %% graphs-rain: 1.5, one-path-only
rain_dist = 114
rain_v = 6.0
rain_a = -18

# %% graphs-rain: 1.5, one-path-only
rain_dist = 114
rain_v = 1.75
rain_a = -18

# %% graphs-rain: 1.5, one-path-only
rain_dist = 114
rain_v = 3.0
rain_a = -18

# %% graphs-rain: 1.5, paths-multiplied
rain_dist = 114
rain_v = 10.5
rain_a = -18

# %% graphs-rain: 1.5, paths-multiplied
rain_dist = 114
rain_v = 15.75
rain_a = -18

# %% graphs-rain: 1.5, value-instead-of-slope
rain_dist = 114
rain_v = 114
rain_a = -18

# %% graphs-rain: 1.5
rain_dist = 114
rain_v = 24
rain_a = -18

# %% graphs-rain: 1.5
rain_dist = 114
rain_v = '7.75'
rain_a = -18

# %% graphs-rain: 1.5
rain_dist = 114
rain_v = ...
rain_a = -18

# %% graphs-rain: 1.5
rain_dist = 114
rain_v = None
rain_a = -18

# %% graphs-rain: 1.5
rain_dist = 114
rain_v = -7.75
rain_a = -18

# %% graphs-rain: 1.5
rain_dist = 114
rain_v = 49.75
rain_a = -18

# %% graphs-rain: 2
rain_dist = 114
rain_v = 7.75
rain_a = 18

# %% graphs-rain: 2
rain_dist = 114
rain_v = 7.75
rain_a = -9

# %% graphs-rain: 2, denominator-not-squared
rain_dist = 114
rain_v = 7.75
rain_a = -144

# %% graphs-rain: 2, upstream-forgotten
rain_dist = 114
rain_v = 7.75
rain_a = 2

# %% graphs-rain: 2, value-instead-of-slope
rain_dist = 114
rain_v = 7.75
rain_a = 114

# %% graphs-rain: 2
rain_dist = 114
rain_v = 7.75
rain_a = 4

# %% graphs-rain: 2
rain_dist = 114
rain_v = 7.75
rain_a = None

# %% graphs-rain: 2.5
rain_dist = 1194
rain_v = 7.75
rain_a = -18

# %% graphs-rain: 2.5
rain_dist = 186
rain_v = 7.75
rain_a = -18

# %% graphs-rain: 2.5
rain_dist = 72
rain_v = 7.75
rain_a = -18

# %% graphs-rain: 2.5
rain_dist = 42
rain_v = 7.75
rain_a = -18

# %% graphs-rain: 2.5
rain_dist = '114'
rain_v = 7.75
rain_a = -18

# %% graphs-rain: 2.5
rain_dist = 99
rain_v = 7.75
rain_a = -18

# %% graphs-rain: 0.5
rain_dist = 114
rain_v = 4.75
rain_a = 9

# %% graphs-rain: 1
rain_dist = 99
rain_v = 5.8
rain_a = -18

# %% graphs-rain: 0
rain_dist = 99
rain_v = 5.8
rain_a = -12.5

# %% graphs-rain: 0
rain_dist = ...
rain_v = ...
rain_a = ...

# %% graphs-rain: 1
rain_dist = 1194
rain_v = 24
rain_a = -18

# %% graphs-claim: 2
slow_speed = 7

# %% graphs-claim: 2
slow_speed = 7.0

# %% graphs-claim: 2
slow_speed = 5

# %% graphs-claim: 2
slow_speed = 9.5

# %% graphs-claim: 2
slow_speed = 4.8

# %% graphs-claim: 2
slow_speed = ad.constant(6.0)

# %% graphs-claim: 2
slow_speed = [8.0]

# %% graphs-claim: 2
slow_speed = 0.8 * 6 + 1

# %% graphs-claim: 2
slow_speed = 9.59

# %% graphs-claim: 2
slow_speed = 4.81

# %% graphs-claim: 0
slow_speed = 42

# %% graphs-claim: 0
slow_speed = 4

# %% graphs-claim: 0
slow_speed = 10

# %% graphs-claim: 0
slow_speed = 9.6

# %% graphs-claim: 0
slow_speed = 20

# %% graphs-claim: 0
slow_speed = 0

# %% graphs-claim: 0
slow_speed = -7

# %% graphs-claim: 0
slow_speed = 1

# %% graphs-claim: 0
slow_speed = 12

# %% graphs-claim: 0
slow_speed = '7'

# %% graphs-claim: 0
slow_speed = 7, 0

# %% graphs-claim: 0
slow_speed = [5, 6]

# %% graphs-claim: 0
slow_speed = ...

# %% graphs-claim: 0
slow_speed = None

# %% graphs-claim: 0
slow_speed = float('nan')

# %% graphs-claim: 0
slow_speed = float('inf')

# %% graphs-claim: 0
slow_speed = True

# %% graphs-claim: 0
slow_speed = 15.0

# %% graphs-claim: 0
slow_speed = 4.79

# %% graphs-claim: 0
slow_speed = 9.7

# %% graphs-cut: 3
sent = 4
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 3
sent = 4
worker = {
    "car_twice": "B",
    "square": "B",
    "reaction": "A",
    "truck_twice": "B",
    "car_brake": "B",
    "truck_brake": "B",
    "car_dist": "A",
    "truck_dist": "A",
    "gap": "A",
}

# %% graphs-cut: 3
sent = 4.0
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 3
sent = ad.constant(4)
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 3
sent = 4
worker = {
    "car_twice": "a",
    "square": "a",
    "reaction": "b",
    "truck_twice": "a",
    "car_brake": "a",
    "truck_brake": "a",
    "car_dist": "b",
    "truck_dist": "b",
    "gap": "b",
}

# %% graphs-cut: 3
sent = len(["car_twice", "square", "reaction", "truck_twice"])
worker = dict.fromkeys(["car_twice", "square", "truck_twice", "car_brake", "truck_brake"], "A")
worker |= dict.fromkeys(["reaction", "car_dist", "truck_dist", "gap"], "B")

# %% graphs-cut: 2
sent = 6
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 2
sent = 5
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 2
sent = 9
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 2
sent = 2
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 2
sent = ...
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 0
sent = ...
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "A",
    "truck_twice": "A",
    "car_brake": "B",
    "truck_brake": "B",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 2
sent = '4'
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 2
sent = 3
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 2
sent = 10
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 1.5
sent = 4
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "A",
    "truck_twice": "B",
    "car_brake": "A",
    "truck_brake": "B",
    "car_dist": "A",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 1.5
sent = 4
worker = {
    "car_twice": "B",
    "square": "B",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "B",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "A",
    "gap": "A",
}

# %% graphs-cut: 1
sent = 4
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "A",
    "truck_twice": "A",
    "car_brake": "B",
    "truck_brake": "B",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 1
sent = 4
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "A",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "A",
    "truck_dist": "A",
    "gap": "A",
}

# %% graphs-cut: 1
sent = 4
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "A",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "A",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 1.5
sent = 4
worker = {
    "car_twice": "A",
    "square": "B",
    "reaction": "A",
    "truck_twice": "B",
    "car_brake": "A",
    "truck_brake": "B",
    "car_dist": "A",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 1
sent = 4
worker = {
    "car_twice": "A",
    "square": "B",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "B",
    "truck_brake": "A",
    "car_dist": "A",
    "truck_dist": "B",
    "gap": "A",
}

# %% graphs-cut: 1
sent = 4
worker = {
    "car_twice": "B",
    "square": "B",
    "reaction": "B",
    "truck_twice": "B",
    "car_brake": "B",
    "truck_brake": "B",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "A",
}

# %% graphs-cut: 1
sent = 4
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "B",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "B",
    "truck_dist": "B",
}

# %% graphs-cut: 1
sent = 4
worker = {
    "car_twice": "C",
    "square": "C",
    "reaction": "D",
    "truck_twice": "C",
    "car_brake": "C",
    "truck_brake": "C",
    "car_dist": "D",
    "truck_dist": "D",
    "gap": "D",
}

# %% graphs-cut: 1
sent = 4
worker = ...

# %% graphs-cut: 1
sent = 4
worker = ["A", "A", "B", "A", "A", "A", "B", "B", "B"]

# %% graphs-cut: 1
sent = 4
worker = "A"

# %% graphs-cut: 1
sent = 4
worker = {"A": ["car_twice", "square", "truck_twice", "car_brake", "truck_brake"], "B": ["reaction", "car_dist", "truck_dist", "gap"]}

# %% graphs-cut: 0
sent = 6
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "A",
    "truck_twice": "A",
    "car_brake": "B",
    "truck_brake": "B",
    "car_dist": "B",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 0.5
sent = 6
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "A",
    "truck_twice": "B",
    "car_brake": "A",
    "truck_brake": "B",
    "car_dist": "A",
    "truck_dist": "B",
    "gap": "B",
}

# %% graphs-cut: 0
sent = ...
worker = ...

# %% graphs-cut: 0
sent = 6
worker = {
    "car_twice": "A",
    "square": "A",
    "reaction": "A",
    "truck_twice": "A",
    "car_brake": "A",
    "truck_brake": "A",
    "car_dist": "A",
    "truck_dist": "A",
    "gap": "B",
}
