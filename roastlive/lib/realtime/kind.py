"""What kinds of rooms there are. An app declares its kind once; apps above may add parts of their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from roastlive.lib.realtime.parts import Append, Part, Parts, Removes

# Reads what a newcomer to the room of this key sees. What it returns may hold more than parts: a title, a state.
Snapshot = Callable[[str], Awaitable[Mapping[str, Any]]]

RESERVED = frozenset({"t", "seq", "room", "id", "code"})
USUAL_TICK = 0.05


class RoomKind:
    """The parts of a room's frames, how its snapshot is read, and how often it speaks at most.

    `tick` 0 sends each thing by itself. `label` names the room in its frames, for sockets that are in two rooms at once.
    """

    def __init__(
        self,
        name: str,
        *,
        parts: Mapping[str, Part],
        snapshot: Snapshot | None = None,
        tick: float = USUAL_TICK,
        label: str = "",
    ) -> None:
        self.name = name
        self.tick = tick
        self.head: dict[str, str] = {"room": label} if label else {}
        self.parts: dict[str, Part] = {}
        self._snapshots: list[Snapshot] = []
        self._removers: dict[str, tuple[str, Removes]] = {}
        self._kept: set[str] = set()
        self.contribute(parts=parts, snapshot=snapshot)

    def __repr__(self) -> str:
        return f"<RoomKind {self.name}>"

    def contribute(self, *, parts: Mapping[str, Part], snapshot: Snapshot | None = None) -> None:
        """Add parts, and what newcomers see of them; for apps that stand above the one that declared the room."""
        taken = parts.keys() & (self.parts.keys() | RESERVED)
        if taken:
            raise ValueError(f"{self!r}: {', '.join(sorted(taken))} cannot be the name of another part.")
        self.parts |= parts
        for name, part in parts.items():
            if isinstance(part, Removes):
                if not isinstance(self.parts.get(part.target), Append):
                    raise ValueError(f"{self!r}: {name} removes from {part.target}, which is no list of this room.")
                self._removers[part.target] = (name, part)
        if snapshot is not None:
            self._snapshots.append(snapshot)
        self._kept = {name for name, part in self.parts.items() if part.kept}
        # What takes away from a list must be remembered as long as the list.
        self._kept |= {name for target, (name, _part) in self._removers.items() if target in self._kept}

    def channel(self, key: object) -> str:
        return f"room:{self.name}:{key}"

    def tail(self, key: object) -> str:
        """Where the last publications of kept parts wait."""
        return f"room:{self.name}:{key}:tail"

    def require_known(self, parts: Parts) -> None:
        """Raises TypeError for what no frame of this room has a place for."""
        unknown = parts.keys() - self.parts.keys()
        if unknown:
            raise TypeError(f"{self!r} has no part {', '.join(sorted(unknown))}.")

    def kept(self, parts: Parts) -> Parts:
        return {name: value for name, value in parts.items() if name in self._kept}

    @property
    def keeps_anything(self) -> bool:
        return bool(self._kept)

    def merge(self, pending: Parts, parts: Parts) -> bool:
        """Add what happened to what waits for the next frame; False if there was no room for all of it."""
        complete = True
        for name, value in parts.items():
            part = self.parts.get(name)
            if part is None:
                # Published by newer code than ours, while a deployment replaces one process after the other.
                continue
            if name in self._removers:
                remover, removes = self._removers[name]
                removes.restore(pending, remover, [item["id"] for item in value])
            complete = part.merge(pending, name, value) and complete
        return complete

    def fold(self, state: Parts, parts: Parts) -> None:
        """Bring a snapshot up to date with a frame that followed its reading."""
        for name, value in parts.items():
            if name in self.parts:
                self.parts[name].fold(state, name, value)

    async def read(self, key: str) -> Parts:
        state: Parts = {}
        for snapshot in self._snapshots:
            state |= await snapshot(key)
        return state
