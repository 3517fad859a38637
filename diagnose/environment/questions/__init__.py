"""The questions, each a module that is carried into the interpreter and answered there.

They use the standard library only, run on Python 3.6 to 3.14 and import none of the packages they tell of.
Each has `answer(asked)`, which gives back what JSON can hold.
"""
