"""Lesson 17 replays a recording of this program.

It reads 2000 orders, keeps five of them and drops the others.  mark() makes a
request of a size that nothing else has; in the recording it became a mark.
"""


def mark(number):
    bytes(70000 + number)


class Order:
    def __init__(self, number, goods):
        self.number = number
        self.goods = goods


mark(1)     # work-begins
lines = ["%d;nuts,bolts,nails" % (100000 + n) for n in range(2000)]

mark(2)     # lines-read
orders = []
for line in lines:
    number, goods = line.split(";")
    orders.append(Order(int(number), goods.split(",")))

mark(3)     # orders-made
del lines, line, number, goods

mark(4)     # lines-dropped
kept = orders[::400]
del orders

mark(5)     # orders-dropped
