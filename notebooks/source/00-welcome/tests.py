# Answers to lesson 00: what each must get when it is graded.
# `graders test 00-welcome` tries them all. This file never leaves the course.

# %% welcome-coffee: 1
ten_minutes = 20 + 70 * math.exp(-10 / 20)

# %% welcome-coffee: 1
ten_minutes = 62.46

# %% welcome-coffee: 1
ten_minutes = 62.457146

# %% welcome-coffee: 1
ten_minutes = 20 + 70 * math.e ** (-0.5)

# %% welcome-coffee: 1
ten_minutes = 20 + 70 / math.exp(10 / 20)

# %% welcome-coffee: 1
ten_minutes = float(20.0 + 70.0 * ad.exp(ad.constant(-0.5)))

# %% welcome-coffee: 1
ten_minutes = round(20 + 70 * math.exp(-0.5), 2)

# %% welcome-coffee: 1
ten_minutes = 62.5

# %% welcome-coffee: 1
t = 10
temperature = 20 + 70 * math.exp(-t / 20)
ten_minutes = temperature

# %% welcome-coffee: 0
ten_minutes = 20 + 70 * math.exp(-10 // 20)

# %% welcome-coffee: 0
ten_minutes = "62.46"

# %% welcome-coffee: 0
ten_minutes = 62

# %% welcome-coffee: 0
ten_minutes = 62,46

# %% welcome-coffee: 0
ten_minutes = 90

# %% welcome-coffee: 0
ten_minutes = 20 + 70 * math.exp(10 / 20)

# %% welcome-coffee: 0
ten_minutes = 70 * math.exp(-10 / 20)

# %% welcome-coffee: 0
ten_minutes = 90 * math.exp(-0.5)

# %% welcome-coffee: 0
ten_minutes = 20 + 70 * math.exp(-10 * 20)

# %% welcome-coffee: 0
ten_minutes = None

# %% welcome-coffee: 0
ten_minutes = ...

# %% welcome-coffee: 0
ten_minutes = print(62.46)

# %% welcome-coffee: 0
ten_minutes = 20 + 70 * math.exp(-0.5) * 10

# %% welcome-coffee: 0
ten_minutes = 55.0

# %% welcome-coffee: 0
ten_minutes = math.exp

# %% welcome-coffee: 0
ten_minutes = 10

# %% welcome-coffee: 0
ten_minutes = 20 + 70 * math.exp(-10)

# %% welcome-coffee: 0
ten_minutes = 20 + 7 * math.exp(-0.5)

# %% welcome-twice: 1
printed = 20 + 70 * math.exp(-20 / 20)

# %% welcome-twice: 1
printed = 45.75

# %% welcome-twice: 1
printed = 45.7516

# %% welcome-twice: 1
printed = 20 + 70 / math.e

# %% welcome-twice: 1
printed = round(20 + 70 * math.exp(-1), 2)

# %% welcome-twice: 1
t = 10
t = t + 5
t = t + 5
printed = 20 + 70 * math.exp(-t / 20)

# %% welcome-twice: 1
t = 10
for _ in range(2):
    t += 5
printed = 20 + 70 * math.exp(-t / 20)

# %% welcome-twice: 0
printed = 53.07

# %% welcome-twice: 0
printed = 62.46

# %% welcome-twice: 0
printed = 20

# %% welcome-twice: 0
printed = 15

# %% welcome-twice: 0
printed = 40.06

# %% welcome-twice: 0
printed = 46

# %% welcome-twice: 0
printed = "45.75"

# %% welcome-twice: 0
printed = 45,75

# %% welcome-twice: 0
printed = None

# %% welcome-twice: 0
printed = ...

# %% welcome-twice: 0
printed = 90

# %% welcome-twice: 0
printed = [53.07, 45.75]

# %% welcome-twice: 0
printed = 10

# %% welcome-restart: 1
after_restart = "NameError"

# %% welcome-restart: 1
after_restart = "nameerror"

# %% welcome-restart: 1
after_restart = " NameError "

# %% welcome-restart: 1
after_restart = 'NameError'

# %% welcome-restart: 1
after_restart = ["it says Right again", "NameError"][1]

# %% welcome-restart: 0
after_restart = "it says Right again"

# %% welcome-restart: 0
after_restart = "it says that nothing is answered yet"

# %% welcome-restart: 0
after_restart = "the whole page is empty"

# %% welcome-restart: 0
after_restart = "Name Error"

# %% welcome-restart: 0
after_restart = NameError

# %% welcome-restart: 0
after_restart = 2

# %% welcome-restart: 0
after_restart = None

# %% welcome-restart: 0
after_restart = ...

# %% welcome-restart: 0
after_restart = ["NameError"]

# %% welcome-restart: 0
after_restart = "an error"

# %% welcome-restart: 0
after_restart = "TypeError"

# %% welcome-restart: 0
after_restart = True

# %% welcome-order: 1
steps = ['read the panel', 'change the answer', 'run the cell again', 'run the check again', 'save the notebook']

# %% welcome-order: 1
steps = ('read the panel', 'change the answer', 'run the cell again', 'run the check again', 'save the notebook')

# %% welcome-order: 1
steps = ['Read The Panel', 'Change The Answer', 'Run The Cell Again', 'Run The Check Again', 'Save The Notebook']

# %% welcome-order: 1
steps = [' read the panel ', ' change the answer ', ' run the cell again ', ' run the check again ', ' save the notebook ']

# %% welcome-order: 1
steps = """read the panel
change the answer
run the cell again
run the check again
save the notebook""".split("\n")

# %% welcome-order: 0
steps = ['change the answer', 'read the panel', 'run the cell again', 'run the check again', 'save the notebook']

# %% welcome-order: 0
steps = ['read the panel', 'run the cell again', 'change the answer', 'run the check again', 'save the notebook']

# %% welcome-order: 0
steps = ['read the panel', 'change the answer', 'run the check again', 'run the cell again', 'save the notebook']

# %% welcome-order: 0
steps = ['read the panel', 'change the answer', 'run the cell again', 'save the notebook', 'run the check again']

# %% welcome-order: 0
steps = ['save the notebook', 'read the panel', 'change the answer', 'run the cell again', 'run the check again']

# %% welcome-order: 0
steps = ['run the check again', 'read the panel', 'change the answer', 'run the cell again', 'save the notebook']

# %% welcome-order: 0
steps = ['save the notebook', 'run the check again', 'run the cell again', 'change the answer', 'read the panel']

# %% welcome-order: 0
steps = ['read the panel', 'change the answer', 'run the check again', 'save the notebook', 'run the cell again']

# %% welcome-order: 0
steps = ['read the panel', 'change the answer', 'run the cell again', 'run the check again']

# %% welcome-order: 0
steps = ['read the panel', 'change the answer', 'run the cell again', 'run the check again', 'save the notebook', 'save the notebook']

# %% welcome-order: 0
steps = [1, 2, 3, 4, 5]

# %% welcome-order: 0
steps = "read, change, run, check, save"

# %% welcome-order: 0
steps = ...

# %% welcome-order: 0
steps = None

# %% welcome-order: 0
steps = ['read', 'change', 'run', 'check', 'save']

# %% welcome-repair: 3
def temperature(t):
    return 20 + 70 * math.exp(-t / 20)


minutes = 10 + 2
warm = temperature(minutes)

# %% welcome-repair: 3
def temperature(t):
    return 20 + 70 * math.exp(-t / 20)


minutes = 12
warm = temperature(minutes)

# %% welcome-repair: 3
def temperature(t):
    return 20 + 70 * math.exp(-t / 20)


minutes = int("10") + 2
warm = temperature(minutes)

# %% welcome-repair: 3
def temperature(t):
    warm_now = 20 + 70 * math.exp(-t / 20)
    print(warm_now)
    return warm_now


minutes = 10 + 2
warm = temperature(minutes)

# %% welcome-repair: 3
def temperature(t):
    return 20 + 70 * math.exp(-t / 20)


minutes = 10 + 2
warm = temperature(t=minutes)

# %% welcome-repair: 3
temperature = lambda t: 20 + 70 * math.exp(-t / 20)
minutes = 10 + 2
warm = temperature(minutes)

# %% welcome-repair: 3
def temperature(t):
    return 20 + 70 * math.exp(-t / 20)


minutes = float(10) + 2
warm = temperature(minutes)

# %% welcome-repair: 1.5
def temperature(t):
    print(20 + 70 * math.exp(-t / 20))


minutes = 10 + 2
warm = temperature(minutes)

# %% welcome-repair: 0
def temperature(t):
    return 20 + 70 * math.exp(-t / 20)


minutes = 10 + 2
warm = temperature(minuets)

# %% welcome-repair: 0
def temperature(t):
    return 20 + 70 * math.exp(-t / 20)


minutes = "10" + 2
warm = temperature(minutes)

# %% welcome-repair: 0
def temperature(t):
    print(20 + 70 * math.exp(-t / 20))


minutes = "10" + 2
warm = temperature(minuets)

# %% welcome-repair: 1.5
def temperature(t):
    return 20 + 70 * math.exp(-t / 20)


minutes = 10 + 20
warm = temperature(minutes)

# %% welcome-repair: 1.5
def temperature(t):
    return 20 + 70 * math.exp(-float(t) / 20)


minutes = "10" + "2"
warm = temperature(minutes)

# %% welcome-repair: 2.25
def temperature(t):
    return 20 + 70 * math.exp(t / 20)


minutes = 10 + 2
warm = temperature(minutes)

# %% welcome-repair: 1.5
def temperature(t):
    20 + 70 * math.exp(-t / 20)


minutes = 10 + 2
warm = temperature(minutes)

# %% welcome-repair: 2.25
def temperature(t):
    return 70 * math.exp(-t / 20)


minutes = 10 + 2
warm = temperature(minutes)

# %% welcome-repair: 1.5
def temperature(t):
    return print(20 + 70 * math.exp(-t / 20))


minutes = 10 + 2
warm = temperature(minutes)

# %% welcome-repair: 0
warm = ...

# %% welcome-repair: 0
warm = None

# %% welcome-repair: 0
warm = "58.42"

# %% welcome-repair: 2.25
def temperature(t):
    return 20 + 70 * math.exp(-t // 20)


minutes = 10 + 2
warm = temperature(minutes)

# %% welcome-hint: 1
word = "LANTERN"

# %% welcome-hint: 1
word = "lantern"

# %% welcome-hint: 1
word = " Lantern "

# %% welcome-hint: 1
word = 'LANTERN'

# %% welcome-hint: 1
word = "LAN" + "TERN"

# %% welcome-hint: 0
word = "coffee"

# %% welcome-hint: 0
word = "lamp"

# %% welcome-hint: 0
word = "LANTERNS"

# %% welcome-hint: 0
word = ""

# %% welcome-hint: 0
word = 5

# %% welcome-hint: 0
word = None

# %% welcome-hint: 0
word = ...

# %% welcome-hint: 0
word = ["LANTERN"]

# %% welcome-hint: 0
word = "hint"

# %% welcome-hint: 0
word = "The word is LANTERN."

# %% welcome-hint: 0
word = True

# %% welcome-hint: 0
word = "welcome"

# %% welcome-function: 3
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return (f - 32) * 5 / 9

# %% welcome-function: 3
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return (f - 32) / 1.8

# %% welcome-function: 3
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    back = f - 32
    return back * 5 / 9

# %% welcome-function: 3
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return 5 / 9 * f - 160 / 9

# %% welcome-function: 3
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    result = (f - 32) * (5 / 9)
    print(result)
    return result

# %% welcome-function: 3
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return (f - 32) / 9 * 5

# %% welcome-function: 3
celsius = lambda f: (f - 32) * 5 / 9

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return 5 / 9 * f - 32

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return 5 // 9 * (f - 32)

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    print((f - 32) * 5 / 9)

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return f * 9 / 5 + 32

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return (f - 32) * 9 / 5

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return (f + 32) * 5 / 9

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return f * 5 / 9

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return (32 - f) * 5 / 9

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return f - 32 * 5 / 9

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    (f - 32) * 5 / 9

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return round((f - 32) * 5 / 9) + 1

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return str((f - 32) * 5 / 9)

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return 1 / 0

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return F

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return (f - 30) / 2

# %% welcome-function: 0
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return None

# %% welcome-function: 1
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return 90

# %% welcome-function: 1
def celsius(f):
    """A temperature in Fahrenheit, in Celsius."""
    return (194 - 32) * 5 / 9
