"""The columns of ``SELECT *`` in the order of the text; the engine has them by the alphabet."""

from cybernorms import tokens
from cybernorms.store.rewriting.scene import Edit, Scene


def order_columns(scene: Scene) -> list[Edit]:
    """Replace the * of the outermost SELECT by the same variables as they appear in the text."""
    outline = scene.outline
    head = outline.head[1:]
    if head and head[0].keyword in {"DISTINCT", "REDUCED"}:
        head = head[1:]
    if outline.form != "SELECT" or not head or head[0].text != "*":
        return []
    places = {name: place for place, name in reversed(list(enumerate(_variables(scene.text))))}
    columns = scene.columns
    if not columns or not all(name in places for name in columns):
        return []
    ordered = sorted(columns, key=places.__getitem__)
    star = head[0]
    return [Edit(star.offset, star.end, " " + " ".join(f"?{name}" for name in ordered) + " ")]


def _variables(text: str) -> list[str]:
    return [item.text[1:] for item in tokens.tokenize(text) if item.kind == "variable"]
