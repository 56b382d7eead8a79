"""Teams: someone books seats for her colleagues and gives the names now or later.

``bookings`` holds the rules of the booking itself, ``names`` puts people on its seats,
``substitution`` lets a colleague come instead. ``lists`` and ``sheets`` read what is pasted
or uploaded; they know nothing of bookings.
"""
