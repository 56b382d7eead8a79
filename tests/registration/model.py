"""Seats and line in plain Python, as the rules are told: what the state machine believes.

Nothing here knows the database or the code under test.
"""

from dataclasses import dataclass, field
from uuid import UUID

TAKES_A_SEAT = ("confirmed", "offered", "held")


@dataclass(eq=False)
class Booked:
    """One booking; ``whole`` says that its people come together or not at all."""

    pk: UUID | None = None
    whole: bool = False


@dataclass(eq=False)
class Someone:
    """One person, or a place without a name."""

    booking: Booked
    named: bool = True
    state: str = "new"
    pk: UUID | None = None


@dataclass
class Model:
    """An activity: how many seats, who has one, who stands in line."""

    capacity: int
    over: int = 0  # seats beyond the capacity
    offers: bool = False
    approves: bool = False
    people: list[Someone] = field(default_factory=list)
    line: list[Someone] = field(default_factory=list)

    def among(self, *states: str) -> list[Someone]:
        """Return everybody in one of these states."""
        return [one for one in self.people if one.state in states]

    @property
    def taken(self) -> int:
        """Seats that are confirmed, offered or held."""
        return len(self.among(*TAKES_A_SEAT))

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return max(0, self.capacity - self.taken)

    def arrive(self, new: list[Someone]) -> None:
        """People sign up, or seats are booked by number, in one booking."""
        self.people += new
        if self.approves:
            for one in new:
                one.state = "pending"
            return
        seats = 0 if self.line else self.free
        if new[0].booking.whole and seats < len(new):
            seats = 0
        for one in new[:seats]:
            one.state = "confirmed" if one.named else "held"
        self.queue(new[seats:])
        self.move_up(asking=new[0].booking)

    def queue(self, some: list[Someone]) -> None:
        """They stand last in line."""
        for one in some:
            one.state = "waiting"
            self.line.append(one)

    def fitting(self) -> list[Someone]:
        """Return those in line whose turn it is: the first person or whole team that fits."""
        for one in self.line:
            turn = [one]
            if one.booking.whole:
                turn = [other for other in self.line if other.booking is one.booking]
                if any(other.booking is one.booking for other in self.among("pending")):
                    continue
            if len(turn) <= self.free:
                return turn
        return []

    def move_up(self, asking: Booked | None = None) -> None:
        """Free seats go to the line."""
        while not self.over and (turn := self.fitting()):
            for one in turn:
                self.line.remove(one)
                asked_back = self.offers and one.booking is not asking
                one.state = "offered" if asked_back else "confirmed"
                if not one.named:
                    one.state = "held"

    def leave(self, *some: Someone) -> None:
        """They end, whatever they had; what is free goes on."""
        for one in some:
            if one.state in TAKES_A_SEAT:
                self.over = max(0, self.over - 1)
            if one in self.line:
                self.line.remove(one)
            one.state = "gone"
        self.move_up()

    def approve(self, one: Someone) -> None:
        """The organiser says yes."""
        alone = not one.booking.whole or not any(
            other is not one and other.booking is one.booking and other.state != "gone"
            for other in self.people
        )
        if alone and self.free and not self.line:
            one.state = "confirmed" if one.named else "held"
        else:
            self.queue([one])
            self.move_up(asking=one.booking)

    def resize(self, capacity: int) -> None:
        """The organiser sets another number of seats."""
        if capacity != self.capacity:
            self.capacity = capacity
            self.over = max(0, self.taken - capacity)
            self.move_up()

    def seat_past_the_line(self, one: Someone) -> None:
        """Staff give a seat to someone, be it beyond the capacity."""
        if one in self.line:
            self.line.remove(one)
        one.state = "confirmed"
        self.over = max(0, self.taken - self.capacity)

    def cancel(self) -> None:
        """Everything ends."""
        self.line.clear()
        self.over = 0
        for one in self.people:
            one.state = "gone"
