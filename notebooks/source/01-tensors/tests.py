# Answers to lesson 01: what each must get when it is graded.
# `graders test 01-tensors` tries them all. This file never leaves the course.

# %% tensors-kinds: 3
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 3
kinds = {
    'shape of week[2]': [7],
    'shape of week[:, 2:5]': [3, 3],
    'shape of ad.one_hot([3, 1, 1, 0], 5)': [4, 5],
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 3
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': ad.int32,
    'dtype of ad.fill([2, 2], 1.0)': ad.float32,
    'dtype of ad.constant([4, 5, 6.5])': ad.constant([4, 5, 6.5]).dtype,
}

# %% tensors-kinds: 3
kinds = {
    'shape of week[2]': week[2].shape,
    'shape of week[:, 2:5]': week[:, 2:5].shape,
    'shape of ad.one_hot([3, 1, 1, 0], 5)': ad.one_hot([3, 1, 1, 0], 5).shape,
    'dtype of ad.constant([4, 5, 6])': ad.constant([4, 5, 6]).dtype.name,
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 3
kinds = {
    'shape of week[2]': "(7,)",
    'shape of week[:, 2:5]': "(3, 3)",
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "Int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 3
kinds = {
    'shape of week[2]': 7,
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (1, 7),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (3,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 4),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3,),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (2, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (5, 4),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4,),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 4),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "float32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int64",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float64",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "int32",
    'dtype of ad.constant([4, 5, 6.5])': "float32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "float64",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': "int32",
}

# %% tensors-kinds: 2.5
kinds = {
    'shape of week[2]': (7,),
    'shape of week[:, 2:5]': (3, 3),
    'shape of ad.one_hot([3, 1, 1, 0], 5)': (4, 5),
    'dtype of ad.constant([4, 5, 6])': "int32",
    'dtype of ad.fill([2, 2], 1.0)': "float32",
    'dtype of ad.constant([4, 5, 6.5])': None,
}

# %% tensors-kinds: 0
kinds = [(7,), (3, 3)]

# %% tensors-kinds: 0
kinds = {
    'shape of week[2]': ...,
    'shape of week[:, 2:5]': ...,
    'shape of ad.one_hot([3, 1, 1, 0], 5)': ...,
    'dtype of ad.constant([4, 5, 6])': ...,
    'dtype of ad.fill([2, 2], 1.0)': ...,
    'dtype of ad.constant([4, 5, 6.5])': ...,
}

# %% tensors-part: 2
plain_fourth = week[1, 3]
mountain_end = week[2, 4:]

# %% tensors-part: 2
plain_fourth = week[1][3]
mountain_end = week[2][4:]

# %% tensors-part: 2
plain_fourth = 27
mountain_end = [1, -2, -4]

# %% tensors-part: 2
plain_fourth = week[1, 3].numpy()
mountain_end = week[-1, -3:]

# %% tensors-part: 2
plain_fourth = float(week.numpy()[1, 3])
mountain_end = week[2, 4:7].numpy()

# %% tensors-part: 2
plain_fourth = week[1, -4]
mountain_end = ad.stack([week[2, 4], week[2, 5], week[2, 6]])

# %% tensors-part: 1
plain_fourth = week[2, 4]
mountain_end = week[2, 4:]

# %% tensors-part: 1
plain_fourth = week[1, 4]
mountain_end = week[2, 4:]

# %% tensors-part: 1
plain_fourth = week[2, 3]
mountain_end = week[2, 4:]

# %% tensors-part: 1
plain_fourth = week[2, 1]
mountain_end = week[2, 4:]

# %% tensors-part: 1
plain_fourth = week[1, 2]
mountain_end = week[2, 4:]

# %% tensors-part: 1
plain_fourth = week[1]
mountain_end = week[2, 4:]

# %% tensors-part: 1
plain_fourth = -27
mountain_end = week[2, 4:]

# %% tensors-part: 1
plain_fourth = None
mountain_end = week[2, 4:]

# %% tensors-part: 1
plain_fourth = ...
mountain_end = week[2, 4:]

# %% tensors-part: 1
plain_fourth = week[0, 3]
mountain_end = week[2, 4:]

# %% tensors-part: 1
plain_fourth = week[1, 3]
mountain_end = week[2, 5:]

# %% tensors-part: 1
plain_fourth = week[1, 3]
mountain_end = week[2, 4:6]

# %% tensors-part: 1
plain_fourth = week[1, 3]
mountain_end = week[1, 4:]

# %% tensors-part: 1
plain_fourth = week[1, 3]
mountain_end = week[2, :3]

# %% tensors-part: 1
plain_fourth = week[1, 3]
mountain_end = week[2]

# %% tensors-part: 1
plain_fourth = week[1, 3]
mountain_end = week[:, 4:]

# %% tensors-part: 1
plain_fourth = week[1, 3]
mountain_end = [-4, -2, 1]

# %% tensors-part: 1
plain_fourth = week[1, 3]
mountain_end = None

# %% tensors-part: 1
plain_fourth = week[1, 3]
mountain_end = week[2, 3:]

# %% tensors-part: 1
plain_fourth = week[1, 3]
mountain_end = -5

# %% tensors-fits: 3
fits = ['works', 'error', 'works', 'error', 'works', 'works']

# %% tensors-fits: 3
fits = ('works', 'error', 'works', 'error', 'works', 'works')

# %% tensors-fits: 3
fits = ['Works', 'Error', 'Works', 'Error', 'Works', 'Works']

# %% tensors-fits: 3
fits = "works error works error works works".split()

# %% tensors-fits: 3
w, e = "works", "error"
fits = [w, e, w, e, w, w]

# %% tensors-fits: 3
fits = []
for line in [lambda: week - week[0], lambda: week - week[:, 0], lambda: ad.constant([1, 2, 3]) + 1, lambda: ad.constant([1, 2, 3]) + 0.5, lambda: week * ad.ones([3, 7]), lambda: ad.ones([4, 1]) + ad.ones([1, 5])]:
    try:
        line()
        fits.append("works")
    except Exception:
        fits.append("error")

# %% tensors-fits: 2.5
fits = ['error', 'error', 'works', 'error', 'works', 'works']

# %% tensors-fits: 2.5
fits = ['works', 'works', 'works', 'error', 'works', 'works']

# %% tensors-fits: 2.5
fits = ['works', 'error', 'error', 'error', 'works', 'works']

# %% tensors-fits: 2.5
fits = ['works', 'error', 'works', 'works', 'works', 'works']

# %% tensors-fits: 2.5
fits = ['works', 'error', 'works', 'error', 'error', 'works']

# %% tensors-fits: 2.5
fits = ['works', 'error', 'works', 'error', 'works', 'error']

# %% tensors-fits: 2
fits = ["works"] * 6

# %% tensors-fits: 1
fits = ["error"] * 6

# %% tensors-fits: 0
fits = [True, False, True, False, True, True]

# %% tensors-fits: 0
fits = ['works', 'error']

# %% tensors-fits: 0
fits = 'works'

# %% tensors-fits: 0
fits = [..., ..., ..., ..., ..., ...]

# %% tensors-fits: 0
fits = ['yes', 'no', 'yes', 'no', 'yes', 'yes']

# %% tensors-offset: 2
offset = ad.constant([0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0])

# %% tensors-offset: 2
offset = [0, 0, 0, 0, 0, 0.5, 1]

# %% tensors-offset: 2
offset = [[0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0]]

# %% tensors-offset: 2
offset = ad.constant([0, 0, 0, 0, 0, 0.5, 1.0]).numpy()

# %% tensors-offset: 2
offset = ad.concat([ad.zeros([5]), ad.constant([0.5, 1.0])], axis=0)

# %% tensors-offset: 2
offset = 0.5 * ad.one_hot(5, 7) + ad.one_hot(6, 7)

# %% tensors-offset: 1
offset = ad.constant([[0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0]] * 3)

# %% tensors-offset: 1
offset = ad.ones([3, 1]) * ad.constant([0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0])

# %% tensors-offset: 0
offset = [0.5, 1.0]

# %% tensors-offset: 0
offset = [[0.5], [1.0], [0.0]]

# %% tensors-offset: 0
offset = [0.5, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]

# %% tensors-offset: 0
offset = [1.0, 0.5, 0, 0, 0, 0, 0]

# %% tensors-offset: 0
offset = 0.5

# %% tensors-offset: 0
offset = [0, 0, 0, 0, 0, 1.0, 0.5]

# %% tensors-offset: 0
offset = [0.5] * 7

# %% tensors-offset: 0
offset = [1.0, 2.0, 3.0]

# %% tensors-offset: 0
offset = week + [0, 0, 0, 0, 0, 0.5, 1.0]

# %% tensors-offset: 0
offset = None

# %% tensors-offset: 0
offset = 'weekend'

# %% tensors-offset: 0
offset = [[0, 0, 0, 0, 0, 0.5, 1.0], [0] * 7, [0] * 7]

# %% tensors-offset: 0
offset = [0, 0, 0, 0, 0.5, 1.0, 0]

# %% tensors-offset: 0
offset = ...

# %% tensors-offset: 0
offset = [0, 0, 0, 0, 0, 0.5]

# %% tensors-picture: 1
which_table = "B"

# %% tensors-picture: 1
which_table = "b"

# %% tensors-picture: 1
which_table = " B "

# %% tensors-picture: 1
which_table = 'B'

# %% tensors-picture: 1
which_table = "ABCD"[1]

# %% tensors-picture: 0
which_table = "A"

# %% tensors-picture: 0
which_table = "C"

# %% tensors-picture: 0
which_table = "D"

# %% tensors-picture: 0
which_table = "E"

# %% tensors-picture: 0
which_table = 2

# %% tensors-picture: 0
which_table = None

# %% tensors-picture: 0
which_table = ...

# %% tensors-picture: 0
which_table = ["B"]

# %% tensors-picture: 0
which_table = "A and B"

# %% tensors-picture: 0
which_table = True

# %% tensors-picture: 0
which_table = "axis=0"

# %% tensors-picture: 0
which_table = week

# %% tensors-anomaly: 4
def anomaly(table):
    return table - ad.reduce_mean(table, axis=1, keepdims=True)

# %% tensors-anomaly: 4
def anomaly(table):
    mean = ad.reduce_sum(table, axis=1, keepdims=True) / table.shape[1]
    return table - mean

# %% tensors-anomaly: 4
def anomaly(table):
    mean = ad.reduce_mean(table, axis=1)
    return table - ad.reshape(mean, [-1, 1])

# %% tensors-anomaly: 4
def anomaly(table):
    return ad.transpose(ad.transpose(table) - ad.reduce_mean(table, axis=1))

# %% tensors-anomaly: 4
def anomaly(table):
    return ad.stack([row - ad.reduce_mean(row) for row in ad.unstack(table)])

# %% tensors-anomaly: 4
def anomaly(table):
    numbers = table.numpy()
    return numbers - numbers.mean(axis=1, keepdims=True)

# %% tensors-anomaly: 4
def anomaly(table):
    return [[float(entry) - float(ad.reduce_mean(row)) for entry in row] for row in table]

# %% tensors-anomaly: 4
def anomaly(table):
    return table - ad.expand_dims(ad.reduce_mean(table, axis=-1), 1)

# %% tensors-anomaly: 0
def anomaly(table):
    return table - ad.reduce_mean(table)

# %% tensors-anomaly: 0
def anomaly(table):
    return table - ad.reduce_mean(table, axis=0)

# %% tensors-anomaly: 0
def anomaly(table):
    return table - ad.reduce_mean(table, axis=1)

# %% tensors-anomaly: 0
def anomaly(table):
    return ad.reduce_mean(table, axis=1)

# %% tensors-anomaly: 0
def anomaly(table):
    return ad.reduce_mean(table, axis=1, keepdims=True) - table

# %% tensors-anomaly: 0
def anomaly(table):
    return table - ad.reduce_sum(table, axis=1, keepdims=True)

# %% tensors-anomaly: 0
def anomaly(table):
    return table

# %% tensors-anomaly: 0
def anomaly(table):
    table - ad.reduce_mean(table, axis=1, keepdims=True)

# %% tensors-anomaly: 0
def anomaly(table):
    print(table - ad.reduce_mean(table, axis=1, keepdims=True))

# %% tensors-anomaly: 0
def anomaly(table):
    return table / ad.reduce_mean(table, axis=1, keepdims=True)

# %% tensors-anomaly: 0
def anomaly(table):
    return table - table.mean(axis=1)

# %% tensors-anomaly: 0
def anomaly(table):
    return table - ad.reduce_max(table, axis=1, keepdims=True)

# %% tensors-anomaly: 0
def anomaly(table):
    return table - 11.81

# %% tensors-anomaly: 0
def anomaly(table):
    return None

# %% tensors-anomaly: 1.5
def anomaly(table):
    return week - ad.reduce_mean(week, axis=1, keepdims=True)

# %% tensors-anomaly: 1.5
def anomaly(table):
    return table - [[12.428571], [24.0], [-1.0]]

# %% tensors-anomaly: 1.5
def anomaly(table):
    return table - ad.reduce_sum(table, axis=1, keepdims=True) / 7.0

# %% tensors-solve: 2
stretch = 1.1
shift = -0.7

# %% tensors-solve: 2
solution = ad.linalg.solve([[-4.0, 1.0], [26.0, 1.0]], [[-5.1], [27.9]])
stretch = solution[0, 0]
shift = solution[1, 0]

# %% tensors-solve: 2
stretch = (27.9 + 5.1) / (26 + 4)
shift = -5.1 + 4 * 1.1

# %% tensors-solve: 2
both = ad.linalg.inv([[-4.0, 1.0], [26.0, 1.0]]) @ ad.constant([[-5.1], [27.9]])
stretch, shift = both[0], both[1]

# %% tensors-solve: 2
import numpy as np
stretch, shift = np.polyfit([-4, 26], [-5.1, 27.9], 1)

# %% tensors-solve: 2
import numpy as np
stretch, shift = np.linalg.solve([[-4, 1], [26, 1]], [-5.1, 27.9])

# %% tensors-solve: 1
stretch = 30 / 33
shift = -0.7

# %% tensors-solve: 1
stretch = 27.9 / 26
shift = -0.7

# %% tensors-solve: 1
stretch = 33 / 22
shift = -0.7

# %% tensors-solve: 1
stretch = -1.1
shift = -0.7

# %% tensors-solve: 1
stretch = 1
shift = -0.7

# %% tensors-solve: 1
stretch = 0.95
shift = -0.7

# %% tensors-solve: 1
stretch = -0.7
shift = -0.7

# %% tensors-solve: 1
stretch = None
shift = -0.7

# %% tensors-solve: 1
stretch = ...
shift = -0.7

# %% tensors-solve: 1
stretch = 33
shift = -0.7

# %% tensors-solve: 1
stretch = 1.1
shift = 0.7

# %% tensors-solve: 1
stretch = 1.1
shift = -1.1

# %% tensors-solve: 1
stretch = 1.1
shift = 1.1

# %% tensors-solve: 1
stretch = 1.1
shift = -5.1

# %% tensors-solve: 1
stretch = 1.1
shift = 0

# %% tensors-solve: 1
stretch = 1.1
shift = 1.2

# %% tensors-solve: 1
stretch = 1.1
shift = None

# %% tensors-solve: 1
stretch = 1.1
shift = [-0.7, 1]

# %% tensors-solve: 1
stretch = 1.1
shift = -9.5

# %% tensors-solve: 1
stretch = 1.1
shift = ...

# %% tensors-solve: 0
stretch, shift = -0.7, 1.1

# %% tensors-solve: 0
stretch = ...
shift = ...

# %% tensors-repair: 4
total = ad.Variable(0.0)
plain = week[1]

for day in range(7):
    total.assign_add(plain[day] - 20.0)

# %% tensors-repair: 4
total = ad.Variable(0.0)
plain = week[1]

for day in range(7):
    total.assign(total + (plain[day] - 20.0))

# %% tensors-repair: 4
total = ad.Variable(0, dtype='float32')
plain = week[1]

for day in range(7):
    total.assign_add(plain[day] - 20.0)

# %% tensors-repair: 4
total = ad.Variable(0.0)
plain = week[1]

for day in range(7):
    total.assign_add(plain[day])
    total.assign_sub(20.0)

# %% tensors-repair: 4
total = ad.Variable(0.0)
plain = week[1, :]

for day in range(7):
    total.assign_add(plain[day] - 20.0)

# %% tensors-repair: 4
total = ad.Variable(0.0)
plain = week[1]
for warmth in plain:
    total.assign_add(warmth - 20.0)

# %% tensors-repair: 4
total = ad.Variable(ad.constant(0.0))
plain = week[1]

for day in range(7):
    total.assign_add(plain[day] - 20.0)

# %% tensors-repair: 3
total = ad.Variable(0.0)
plain = week[1]

for day in range(7):
    total = total + (plain[day] - 20.0)

# %% tensors-repair: 2
total = ad.Variable(0.0)
plain = week[2]

for day in range(7):
    total.assign_add(plain[day] - 20.0)

# %% tensors-repair: 3
total = ad.Variable(0.0)
plain = week[1]

for day in range(6):
    total.assign_add(plain[day] - 20.0)

# %% tensors-repair: 3
total = ad.Variable(0.0)
plain = week[1]

for day in range(1, 7):
    total.assign_add(plain[day] - 20.0)

# %% tensors-repair: 3
total = ad.Variable(0.0)
plain = week[1]

for day in range(7):
    total.assign_add(plain[day])

# %% tensors-repair: 3
total = ad.Variable(0.0)
plain = week[1]

for day in range(7):
    total.assign_sub(plain[day] - 20.0)

# %% tensors-repair: 3
total = ad.Variable(0.0)
plain = week[1]

for day in range(7):
    total.assign(plain[day] - 20.0)

# %% tensors-repair: 3
total = ad.constant(28.0)

# %% tensors-repair: 3
total = 28.0

# %% tensors-repair: 0
total = ...

# %% tensors-repair: 0
total = None

# %% tensors-repair: 3
total = ad.Variable(0.0)
plain = week[1]

for day in range(7):
    total.assign_add(plain[day] - 2.0)

# %% tensors-repair: 2
total = ad.Variable(0.0)
plain = week[0]

for day in range(7):
    total.assign_add(plain[day] - 20.0)

# %% tensors-repair: 3
total = ad.Variable(1.0)
plain = week[1]

for day in range(7):
    total.assign_add(plain[day] - 20.0)

# %% tensors-repair: 1
total = ad.Variable(0.0)
plain = week[2]

for day in range(7):
    total = total + (plain[day] - 20.0)

# %% tensors-repair: 2
total = ad.Variable(0)
plain = week[1]

for day in range(7):
    total.assign_add(plain[day] - 20.0)
