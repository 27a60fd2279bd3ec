# Answers to lesson 08: what each must get when it is graded, and the mistake that must be named.
# `graders test 08-train-a-network` tries them all. This file never leaves the course.

# %% network-neuron: 2
w1, w2, b = ad.Variable(0.7), ad.Variable(1.5), ad.Variable(0.4)
with ad.GradientTape() as tape:
    out = ad.sigmoid(2.0 * w1 - w2 + b)
neuron_out = out.numpy()
neuron_w1 = tape.gradient(out, w1)

# %% network-neuron: 2
neuron_out = 0.5744
neuron_w1 = 0.4889

# %% network-neuron: 2
neuron_out = 1 / (1 + math.exp(-0.3))
neuron_w1 = neuron_out * (1 - neuron_out) * 2

# %% network-neuron: 2
w1, w2, b = ad.Variable(0.7), ad.Variable(1.5), ad.Variable(0.4)
with ad.GradientTape() as tape:
    out = ad.nn.sigmoid(2.0 * w1 - w2 + b)
neuron_out = out.numpy()
neuron_w1 = tape.gradient(out, w1)

# %% network-neuron: 2
w1, w2, b = ad.Variable(0.7), ad.Variable(1.5), ad.Variable(0.4)
with ad.GradientTape() as tape:
    out = ad.sigmoid(2.0 * w1 - w2 + b)
neuron_out = out
neuron_w1 = tape.gradient(out, [w1, w2, b])[0].numpy()

# %% network-neuron: 0.5, inner-derivative-dropped
neuron_out = 0.5744
neuron_w1 = 0.2445

# %% network-neuron: 0.5, sigmoid-derivative-as-sigmoid
neuron_out = 0.5744
neuron_w1 = 1.1489

# %% network-neuron: 0.5, value-instead-of-slope
neuron_out = 0.5744
neuron_w1 = 0.5744

# %% network-neuron: 0.5
neuron_out = 0.5744
neuron_w1 = -0.2445

# %% network-neuron: 1.5
neuron_out = 0.3
neuron_w1 = 0.4889

# %% network-neuron: 0
w1, w2, b = ad.Variable(0.7), ad.Variable(1.5), ad.Variable(0.4)
with ad.GradientTape() as tape:
    out = ad.sigmoid(2.0 * w1 + w2 + b)
neuron_out = out.numpy()
neuron_w1 = tape.gradient(out, w1)

# %% network-neuron: 0
w1, w2, b = ad.Variable(0.7), ad.Variable(1.5), ad.Variable(0.4)
with ad.GradientTape() as tape:
    out = ad.sigmoid(w1 - w2 + b)
neuron_out = out.numpy()
neuron_w1 = tape.gradient(out, w1)

# %% network-neuron: 0.5
w1, w2, b = ad.Variable(0.7), ad.Variable(1.5), ad.Variable(0.4)
with ad.GradientTape() as tape:
    out = ad.sigmoid(2.0 * w1 - w2 + b)
neuron_out = out.numpy()
neuron_w1 = tape.gradient(out, w2)

# %% network-neuron: 0
w1, w2, b = ad.Variable(0.7), ad.Variable(1.5), ad.Variable(0.4)
with ad.GradientTape() as tape:
    out = ad.tanh(2.0 * w1 - w2 + b)
neuron_out = out.numpy()
neuron_w1 = tape.gradient(out, w1)

# %% network-neuron: 0
neuron_out = ...
neuron_w1 = ...

# %% network-neuron: 0.5
neuron_out = 0.5744
neuron_w1 = None

# %% network-neuron: 1.5
neuron_out = None
neuron_w1 = 0.4889

# %% network-neuron: 0.5
neuron_out = 0.5744
neuron_w1 = 2

# %% network-point: 2
w = ad.Variable(0.5)
with ad.GradientTape() as tape:
    loss = ad.nn.sigmoid_cross_entropy_with_logits(labels=1.0, logits=2.0 * w - 0.2)
point_slope = tape.gradient(loss, w)

# %% network-point: 2
p = 1 / (1 + math.exp(-0.8))
point_slope = (p - 1) * 2

# %% network-point: 2
point_slope = -0.6201

# %% network-point: 2
w = ad.Variable(0.5)
with ad.GradientTape() as tape:
    loss = -ad.math.log(ad.sigmoid(2.0 * w - 0.2))
point_slope = tape.gradient(loss, w)

# %% network-point: 2
w = ad.Variable(0.5)
with ad.GradientTape() as tape:
    loss = ad.nn.sigmoid_cross_entropy_with_logits(labels=1.0, logits=2.0 * w - 0.2)
point_slope = tape.gradient(loss, w).numpy()

# %% network-point: 2
w = ad.Variable(0.5)
with ad.GradientTape() as tape:
    loss = ad.math.log(1.0 + ad.exp(-(2.0 * w - 0.2)))
point_slope = tape.gradient(loss, w)

# %% network-point: 0, minus-lost
point_slope = 0.6201

# %% network-point: 0
point_slope = -0.3100

# %% network-point: 0, slope-of-another-loss
point_slope = -0.2653

# %% network-point: 0, value-instead-of-slope
point_slope = 0.3711

# %% network-point: 0
w = ad.Variable(0.5)
with ad.GradientTape() as tape:
    loss = ad.square(ad.sigmoid(2.0 * w - 0.2) - 1.0)
point_slope = tape.gradient(loss, w)

# %% network-point: 0
w = ad.Variable(0.5)
with ad.GradientTape() as tape:
    loss = ad.nn.sigmoid_cross_entropy_with_logits(labels=0.0, logits=2.0 * w - 0.2)
point_slope = tape.gradient(loss, w)

# %% network-point: 0
w = ad.Variable(1.0)
with ad.GradientTape() as tape:
    loss = ad.nn.sigmoid_cross_entropy_with_logits(labels=1.0, logits=2.0 * w - 0.2)
point_slope = tape.gradient(loss, w)

# %% network-point: 0
w = ad.Variable(0.5)
with ad.GradientTape() as tape:
    loss = ad.nn.sigmoid_cross_entropy_with_logits(labels=1.0, logits=2.0 * w + 0.2)
point_slope = tape.gradient(loss, w)

# %% network-point: 0, target-not-subtracted
point_slope = 1.3799

# %% network-point: 0
point_slope = ...

# %% network-point: 0
point_slope = None

# %% network-point: 0
w = ad.constant(0.5)
with ad.GradientTape() as tape:
    loss = ad.nn.sigmoid_cross_entropy_with_logits(labels=1.0, logits=2.0 * w - 0.2)
point_slope = tape.gradient(loss, w)

# %% network-point: 0
point_slope = [-0.6201, -0.31]

# %% network-order: 1
round_order = ['open the tape', 'compute the logits', 'compute the loss', 'ask the tape', 'apply the gradients']

# %% network-order: 1
round_order = ('open the tape', 'compute the logits', 'compute the loss', 'ask the tape', 'apply the gradients')

# %% network-order: 1
round_order = ['Open The Tape', 'Compute The Logits', 'Compute The Loss', 'Ask The Tape', 'Apply The Gradients']

# %% network-order: 1
round_order = [' open the tape ', ' compute the logits ', ' compute the loss ', ' ask the tape ', ' apply the gradients ']

# %% network-order: 1
round_order = '''open the tape
compute the logits
compute the loss
ask the tape
apply the gradients'''.split('\n')

# %% network-order: 0
round_order = ['compute the logits', 'open the tape', 'compute the loss', 'ask the tape', 'apply the gradients']

# %% network-order: 0
round_order = ['open the tape', 'compute the loss', 'compute the logits', 'ask the tape', 'apply the gradients']

# %% network-order: 0
round_order = ['open the tape', 'compute the logits', 'ask the tape', 'compute the loss', 'apply the gradients']

# %% network-order: 0
round_order = ['open the tape', 'compute the logits', 'compute the loss', 'apply the gradients', 'ask the tape']

# %% network-order: 0
round_order = ['apply the gradients', 'open the tape', 'compute the logits', 'compute the loss', 'ask the tape']

# %% network-order: 0
round_order = ['apply the gradients', 'ask the tape', 'compute the loss', 'compute the logits', 'open the tape']

# %% network-order: 0
round_order = ['compute the logits', 'compute the loss', 'open the tape', 'ask the tape', 'apply the gradients']

# %% network-order: 0
round_order = ['open the tape', 'compute the logits', 'compute the loss', 'ask the tape']

# %% network-order: 0
round_order = ...

# %% network-order: 0
round_order = None

# %% network-order: 0
round_order = [1, 2, 3, 4, 5]

# %% network-order: 0
round_order = ['open the tape', 'compute the logits', 'compute the loss', 'ask the tape', 'apply the gradients', 'open the tape']

# %% network-fewest: 2
fewest = 3

# %% network-fewest: 2
fewest = 3.0

# %% network-fewest: 2
fewest = ad.constant(3)

# %% network-fewest: 2
fewest = np.int64(3)

# %% network-fewest: 2
fewest = 1 + 2

# %% network-fewest: 0
fewest = 1

# %% network-fewest: 0
fewest = 2

# %% network-fewest: 0
fewest = 4

# %% network-fewest: 0
fewest = 5

# %% network-fewest: 0
fewest = 0

# %% network-fewest: 0
fewest = -3

# %% network-fewest: 0
fewest = None

# %% network-fewest: 0
fewest = ...

# %% network-fewest: 0
fewest = 'three'

# %% network-fewest: 0
fewest = [3, 4]

# %% network-fewest: 0
fewest = 8

# %% network-fewest: 0
fewest = 1.5

# %% network-zero: 2
all_zero = [0.0, 0.6931, 50.0]

# %% network-zero: 2
all_zero = [0, math.log(2), 50]

# %% network-zero: 2
all_zero = (0.0, 0.69315, 50)

# %% network-zero: 2
all_zero = np.array([0.0, 0.6931, 50.0])

# %% network-zero: 2
all_zero = [ad.constant(0.0), ad.constant(0.6931), 50.0]

# %% network-zero: 1.333333
all_zero = [None, 0.6931, 50.0]

# %% network-zero: 1.333333
all_zero = [0.0, 0.0, 50.0]

# %% network-zero: 1.333333
all_zero = [0.0, 0.6931, 100.0]

# %% network-zero: 1.333333
all_zero = [0.0, 0.6931, 0.5]

# %% network-zero: 1.333333
all_zero = [0.1, 0.6931, 50.0]

# %% network-zero: 1.333333
all_zero = [0.0, 0.5, 50.0]

# %% network-zero: 0.666667
all_zero = [0.0, 1.0, 0.0]

# %% network-zero: 0.000000
all_zero = [1.0, 0.5, 100.0]

# %% network-zero: 0.000000
all_zero = [0.0, 0.6931]

# %% network-zero: 0.000000
all_zero = [..., ..., ...]

# %% network-zero: 0.000000
all_zero = None

# %% network-zero: 1.333333
all_zero = [0.0, None, 50.0]

# %% network-zero: 0.000000
all_zero = 0.6931

# %% network-nan: 1
what_helps = "compute the loss from the logits"

# %% network-nan: 1
what_helps = "Compute the loss from the logits"

# %% network-nan: 1
what_helps = " compute the loss  from the logits "

# %% network-nan: 1
what_helps = 'compute the loss from the logits'

# %% network-nan: 1
what_helps = "compute the loss " + "from the logits"

# %% network-nan: 0
what_helps = "a smaller learning rate"

# %% network-nan: 0
what_helps = "clip the loss to 100"

# %% network-nan: 0
what_helps = "use float64"

# %% network-nan: 0
what_helps = "logits"

# %% network-nan: 0
what_helps = None

# %% network-nan: 0
what_helps = ...

# %% network-nan: 0
what_helps = 3

# %% network-nan: 0
what_helps = ["compute the loss from the logits"]

# %% network-nan: 0
what_helps = "nothing"

# %% network-nan: 0
what_helps = True

# %% network-nan: 0
what_helps = "batches"

# %% network-nan: 0
what_helps = "a larger learning rate"

# %% network-repair: 5
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_sub(0.5 * by_W)
    b.assign_sub(0.5 * by_b)

exam = [float(W[0, 0]), float(b[0])]

# %% network-repair: 5
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign(W - 0.5 * by_W)
    b.assign(b - 0.5 * by_b)

exam = [float(W[0, 0]), float(b[0])]

# %% network-repair: 5
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    slopes = tape.gradient(loss, [W, b])
    ad.optimizers.SGD(learning_rate=0.5).apply_gradients(zip(slopes, [W, b]))

exam = [float(W[0, 0]), float(b[0])]

# %% network-repair: 5
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_sub(0.5 * by_W)
    b.assign_sub(0.5 * by_b)

exam = [float(W[0, 0]), float(b[0])]
exam = np.array(exam)

# %% network-repair: 5
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    found = tape.gradient(loss, {'W': W, 'b': b})
    W.assign_sub(0.5 * found['W'])
    b.assign_sub(0.5 * found['b'])

exam = [float(W[0, 0]), float(b[0])]

# %% network-repair: 2.5
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    (by_W,) = tape.gradient(loss, [W])
    W.assign_sub(0.5 * by_W)

exam = [float(W[0, 0]), float(b[0])]

# %% network-repair: 3.75
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_add(0.5 * by_W)
    b.assign_add(0.5 * by_b)

exam = [float(W[0, 0]), float(b[0])]

# %% network-repair: 3.75
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(10):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_sub(0.5 * by_W)
    b.assign_sub(0.5 * by_b)

exam = [float(W[0, 0]), float(b[0])]

# %% network-repair: 3.75
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_sub(0.1 * by_W)
    b.assign_sub(0.1 * by_b)

exam = [float(W[0, 0]), float(b[0])]

# %% network-repair: 3.75
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[1.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_sub(0.5 * by_W)
    b.assign_sub(0.5 * by_b)

exam = [float(W[0, 0]), float(b[0])]

# %% network-repair: 0
exam = ...

# %% network-repair: 0
exam = None

# %% network-repair: 3.75
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_sub(0.5 * by_W)
    b.assign_sub(0.5 * by_b)

exam = [float(W[0, 0]), float(b[0])]
exam = exam[::-1]

# %% network-repair: 3.75
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_sub(0.5 * by_W)
    b.assign_sub(0.5 * by_b)

exam = [float(W[0, 0]), float(b[0])]
exam = exam[0]

# %% network-repair: 3.75
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_sub(0.5 * by_W)
    b.assign_sub(0.5 * by_b)

exam = [float(W[0, 0]), float(b[0])]
exam = [0.0, 0.0]

# %% network-repair: 3.75
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(101):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_sub(0.5 * by_W)
    b.assign_sub(0.5 * by_b)

exam = [float(W[0, 0]), float(b[0])]

# %% network-repair: 3.75
hours = ad.constant([[0.5], [1.5], [2.0], [3.5]])
passed = ad.constant([[0.0], [0.0], [1.0], [1.0]])
W = ad.Variable([[0.0]])
b = ad.Variable([0.0])

for step in range(100):
    with ad.GradientTape() as tape:
        logits = hours @ W + b
        loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=passed, logits=logits))
    by_W, by_b = tape.gradient(loss, [W, b])
    W.assign_sub(by_W)
    b.assign_sub(by_b)

exam = [float(W[0, 0]), float(b[0])]

# %% network-train: 5
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(float(loss))
    return losses

# %% network-train: 5
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(loss)
    return losses

# %% network-train: 5
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign(W - rate * tape.gradient(loss, W))
        losses.append(float(loss))
    return losses

# %% network-train: 5
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    optimizer = ad.optimizers.SGD(learning_rate=rate)
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        optimizer.apply_gradients([(tape.gradient(loss, W), W)])
        losses.append(float(loss))
    return losses

# %% network-train: 5
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = -ad.reduce_mean(labels * ad.math.log(ad.sigmoid(logits)) + (1.0 - labels) * ad.math.log(1.0 - ad.sigmoid(logits)))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(float(loss))
    return losses

# %% network-train: 5
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(float(loss))
    return np.array(losses)

# %% network-train: 4
def learn(rows, labels, rate, steps):
    import numpy as np
    X, Y = rows.numpy(), labels.numpy()
    W = np.zeros((X.shape[1], 1))
    losses = []
    for _ in range(steps):
        z = X @ W
        losses.append(np.mean(np.log(1 + np.exp(z)) - Y * z))
        W = W - rate * X.T @ (1 / (1 + np.exp(-z)) - Y) / len(X)
    return losses

# %% network-train: 1
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(float(loss))
    return losses[-1]

# %% network-train: 1
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_add(rate * tape.gradient(loss, W))
        losses.append(float(loss))
    return losses

# %% network-train: 1
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_sum(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(float(loss))
    return losses

# %% network-train: 1
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(float(loss))
        return losses

# %% network-train: 1
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_sub(tape.gradient(loss, W))
        losses.append(float(loss))
    return losses

# %% network-train: 1
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(float(loss))

# %% network-train: 1
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.ones([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(float(loss))
    return losses

# %% network-train: 1
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=0.5 * labels, logits=logits))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(float(loss))
    return losses

# %% network-train: 1
def learn(rows, labels, rate, steps):
    W = ad.Variable(ad.zeros([rows.shape[1], 1]))
    losses = []
    for _ in range(steps + 1):
        with ad.GradientTape() as tape:
            logits = rows @ W
            loss = ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        W.assign_sub(rate * tape.gradient(loss, W))
        losses.append(float(loss))
    return losses

# %% network-train: 0
def learn(rows, labels, rate, steps):
    return [0.6931] * steps

# %% network-train: 0
def learn(rows, labels, rate, steps):
    return None
