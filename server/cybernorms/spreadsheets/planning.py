"""Sheets and columns read from the shapes: a sheet a class, a column a property."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import GRAPH_ONTOLOGY, ID, OWL, RDF, RDFS, SH, SKOS
from cybernorms.sources import Sources, merge
from cybernorms.spreadsheets.constraints import Constraints
from cybernorms.spreadsheets.layout import ID_HEADING, KIND_HEADING, Column, Layout, Sheet
from cybernorms.spreadsheets.names import in_english, instances, names_of, title
from cybernorms.spreadsheets.values import Choice, Reference, Values


def make_layout(own: Sources, shapes: Graph, classes: Iterable[URIRef]) -> Layout:
    """Lay out a sheet for each class, with a column for each property that a shape of it names.

    A shape that targets the subjects of a property counts for the property's domain, and for the
    classes whose members have the property in our own data. Columns come by sh:order, then in the
    order of the shapes. Without ``classes`` each class of ours that a shape targets gets a sheet,
    and shares it with its subclasses.
    """
    known = merge([own.data(), own.graph(GRAPH_ONTOLOGY)])
    chosen = tuple(classes) or _targeted(shapes, known)
    sheets = (_Plan(class_, shapes, known).sheet() for class_ in chosen)
    return Layout(tuple(sheet for sheet in sheets if sheet.columns), known)


def _targeted(shapes: Graph, known: Graph) -> tuple[URIRef, ...]:
    """List the classes of ours that shapes target, but not what is below one of them."""
    targeted = dict.fromkeys(shapes.objects(None, SH.targetClass))
    return tuple(
        class_
        for class_ in targeted
        if isinstance(class_, URIRef)
        and (class_, RDF.type, OWL.Class) in known
        and not any(
            above in targeted and above != class_
            for above in known.transitive_objects(class_, RDFS.subClassOf)
        )
    )


class _Plan:
    """How one class becomes a sheet."""

    def __init__(self, class_: URIRef, shapes: Graph, known: Graph) -> None:
        self._class, self._shapes, self._known = class_, shapes, known
        self._above = set(known.transitive_objects(class_, RDFS.subClassOf))
        self._below = set(known.transitive_subjects(RDFS.subClassOf, class_))
        self._members = instances(known, (class_,))

    def sheet(self) -> Sheet:
        name = title(self._known, self._class)
        own = next((str(member) for member in self._members if member.startswith(ID)), "")
        kind = own.removeprefix(str(ID)).partition("/")[0] or name.lower().replace(" ", "-")
        description = in_english(self._known, self._class, SKOS.definition)
        columns = (*self._kinds(), *self._columns())
        return Sheet(name[:1].upper() + name[1:], self._class, kind, description, columns)

    def _kinds(self) -> Iterator[Column]:
        """Give the column of subclasses, where there are any."""
        names = {c: title(self._known, c) for c in self._below if c and c != self._class}
        if not names:
            return
        options = dict(sorted(names.items(), key=lambda item: item[1]))
        shape = next((s for s in self._property_shapes() if self._asks_for_kind(s)), None)
        values = Choice(options, names_of(self._known, options))
        yield Column(
            heading=KIND_HEADING,
            property=RDF.type,
            shape=shape if isinstance(shape, URIRef) else None,
            values=values,
            required=shape is not None,
            several=False,
            description=self._described(RDF.type, shape, values),
        )

    def _asks_for_kind(self, shape: Node) -> bool:
        path = self._shapes.value(shape, SH.path)
        return isinstance(path, BNode) and self._shapes.value(path, RDF.first) == RDF.type

    def _columns(self) -> Iterator[Column]:
        by_path: dict[URIRef, list[Node]] = {}
        alternatives: list[Node] = []
        for shape in self._property_shapes():
            path = self._shapes.value(shape, SH.path)
            if isinstance(path, URIRef) and path != RDF.type:
                by_path.setdefault(path, []).append(shape)
            elif path is not None:
                head = self._shapes.value(path, SH.alternativePath)
                alternatives += self._shapes.items(head) if head else ()
        for path in alternatives:
            if isinstance(path, URIRef):
                by_path.setdefault(path, [])  # nothing is asked of it but that it may be there
        taken = {ID_HEADING, KIND_HEADING} if len(self._below) > 1 else {ID_HEADING}
        for path, shapes in sorted(by_path.items(), key=lambda item: self._order(item[1])):
            column = self._column(path, shapes, taken)
            if self._can_be_filled(column):
                taken.add(column.heading)
                yield column

    def _can_be_filled(self, column: Column) -> bool:
        """Tell whether what a column refers to is something that our ontology describes."""
        classes = column.values.classes if isinstance(column.values, Reference) else ()
        return not classes or any((c, RDFS.label, None) in self._known for c in classes)

    def _property_shapes(self) -> Iterator[Node]:
        """Give the property shapes of the class: its own, of classes above, of some members."""
        for class_ in sorted(self._above, key=lambda c: c != self._class):
            for shape in self._shapes.subjects(SH.targetClass, class_):
                yield from self._shapes.objects(shape, SH.property)
        yield from self._of_some

    @cached_property
    def _of_some(self) -> list[Node]:
        """List the property shapes of subclasses, and of the subjects of properties in use."""
        shapes = [
            *(
                s
                for c in self._below - self._above
                for s in self._shapes.subjects(SH.targetClass, c)
            ),
            *dict.fromkeys(self._shapes.subjects(SH.targetSubjectsOf, None)),
        ]
        return [
            inner
            for shape in shapes
            for inner in self._shapes.objects(shape, SH.property)
            if self._in_use(self._shapes.value(inner, SH.path))
        ]

    def _in_use(self, path: Node | None) -> bool:
        if not isinstance(path, URIRef):
            return False
        if domain := self._known.value(path, RDFS.domain):
            return domain in self._above | self._below
        return any((member, path, None) in self._known for member in self._members)

    def _order(self, shapes: list[Node]) -> float:
        """Give the least sh:order (SHACL 2.3.2.2); what has none counts as 0."""
        orders = (self._shapes.value(shape, SH.order) for shape in shapes)
        return min((float(o) for o in orders if isinstance(o, Literal)), default=0.0)

    def _column(self, path: URIRef, shapes: list[Node], taken: set[str]) -> Column:
        constraints = Constraints(path, shapes, self._shapes, self._known)
        names = [in_english(self._shapes, shape, SH.name) for shape in shapes]
        free = (name for name in (*names, title(self._known, path)) if name and name not in taken)
        always = [shape for shape in shapes if shape not in self._of_some]
        values = constraints.values()
        return Column(
            heading=next(free, str(path)),
            property=path,
            shape=next((shape for shape in shapes if isinstance(shape, URIRef)), None),
            values=values,
            required=max(constraints.counts(SH.minCount, always), default=0) > 0,
            several=min(constraints.counts(SH.maxCount, shapes), default=2) > 1,
            description=self._described(path, next(iter(shapes), None), values),
        )

    def _described(self, path: URIRef, shape: Node | None, values: Values) -> str:
        """Say what a column is for, by shape or ontology, and how its values are written."""
        told = (
            in_english(self._shapes, shape or path, SH.description)
            or in_english(self._known, path, SKOS.definition)
            or in_english(self._shapes, shape or path, SH.message)
        )
        return "\n".join(filter(None, (told, f"Write {values.words}.")))
