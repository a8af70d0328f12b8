"""The period's figures under their first name; they live in `handlers.summaries.figures`."""

from __future__ import annotations

from handlers.summaries.figures import Difference, Figure, Figures, Progress, Standing, figures, target_of

__all__ = ["Difference", "Figure", "Figures", "Progress", "Standing", "figures", "target_of"]
