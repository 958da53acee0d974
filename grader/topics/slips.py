"""Say one small change of right code in words for a student: a slip of the pen, such as a sign, a term or an axis.

The words quote code only if the student knows every name in it: the arguments of the function, the names in its docstring, and
those of NumPy and PyTorch.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Callable

from ..values.parts import LIBRARIES

SQUEEZED = "an axis of length 1 is squeezed out of the answer"
KNOWN_EVERYWHERE = {"np", "math", "self", "len", *(library.name for library in LIBRARIES)}
LONGEST = 30  # characters of code in a sentence
AXES = {"axis", "dim", "axes", "dims"}


@dataclasses.dataclass(frozen=True)
class Scope:
    """A function as a student knows it: its name ("" if it is no exercise), and the names that the student knows."""

    name: str
    known: frozenset[str]

    def sentence(self, statement: ast.stmt, words: str) -> str:
        """The change in words, with its place; "" if there are no words for the change."""
        if not words:
            return ""
        place = f"in {self.name}" if self.name else ""
        if target := self._target(statement):
            place += f"{', ' if place else ''}where {target} is computed"
        return f"{place}: {words}" if place else words

    def dropped(self, statement: ast.AugAssign | ast.Expr) -> str:
        """A statement that is left out, in words."""
        if isinstance(statement, ast.AugAssign):
            target = self.code(statement.target) or "a variable"
            return f"the update of {target} by {_OPERATORS.get(type(statement.op), 'its operator')}= is missing"
        if isinstance(statement.value, ast.Call) and (function := self.code(statement.value.func)):
            return f"the call of {function} is missing"
        return ""

    def code(self, node: ast.expr) -> str:
        """The code of an expression in backticks, if it is short and the student knows all its names; else ""."""
        names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        own = {
            inner.attr
            for inner in ast.walk(node)
            if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id == "self"
        }
        text = ast.unparse(node)
        # Longer computations differ from one student to the next.
        calls = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call)]
        if any(isinstance(argument, ast.BinOp | ast.Call) for call in calls for argument in call.args):
            return ""
        if len(text) > LONGEST or not names <= self.known | KNOWN_EVERYWHERE or not own <= self.known:
            return ""
        return f"`{text}`"

    def _target(self, statement: ast.stmt) -> str:
        """The name to which a statement assigns, if the student knows it; else ""."""
        target: ast.expr
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
        elif isinstance(statement, ast.AugAssign):
            target = statement.target
        else:
            return ""
        while isinstance(target, ast.Subscript):
            target = target.value
        return self.code(target) if isinstance(target, ast.Name | ast.Attribute) else ""


def scopes(code: ast.Module) -> dict[ast.FunctionDef, Scope]:
    """The scope of each function in a source text. A function inside another one belongs to the outer one."""
    found: dict[ast.FunctionDef, Scope] = {}
    for node in code.body:
        if isinstance(node, ast.FunctionDef):
            _enter(node, node.name, _known(node), found)
        elif isinstance(node, ast.ClassDef):
            in_class = _known(node)
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    in_class |= {argument.arg for argument in _arguments(method)}
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    _enter(method, f"{node.name}.{method.name}", in_class | _known(method), found)
    for inner in ast.walk(code):
        if isinstance(inner, ast.FunctionDef):
            found.setdefault(inner, Scope("", frozenset()))
    return found


def _enter(function: ast.FunctionDef, name: str, known: set[str], found: dict[ast.FunctionDef, Scope]) -> None:
    if any(part.startswith("_") and not part.startswith("__") for part in name.split(".")):
        name, known = "", {argument.arg for argument in _arguments(function)} & known
    for inner in ast.walk(function):
        if isinstance(inner, ast.FunctionDef):
            found[inner] = Scope(name, frozenset(known))


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _known(node: ast.FunctionDef | ast.ClassDef) -> set[str]:
    """The arguments of a function, and the words in its docstring that no sentence is likely to hold."""
    text = ast.get_docstring(node) or ""
    words = {
        word
        for word in re.findall(r"\w+", text)
        if not re.fullmatch(r"[A-Z]?[a-z]{3,}|[a-zA-Z]|is|of|to|by|in|it|as", word)
    }
    quoted = {word for code in re.findall(r"`([^`]*)`", text) for word in re.findall(r"\w+", code)}
    arguments = {argument.arg for argument in _arguments(node)} if isinstance(node, ast.FunctionDef) else set()
    return words | quoted | arguments


_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
_SWAPPED: dict[tuple[type[ast.AST], type[ast.AST]], str] = {
    (ast.Add, ast.Sub): "{} is subtracted, and should be added",
    (ast.Sub, ast.Add): "{} is added, and should be subtracted",
    (ast.Mult, ast.Div): "{} is a divisor, and should be a factor",
    (ast.Div, ast.Mult): "{} is a factor, and should be a divisor",
    (ast.Pow, ast.Mult): "{} is a factor, and should be an exponent",
    (ast.MatMult, ast.Mult): "an elementwise product stands in the place of a matrix product",
    (ast.FloorDiv, ast.Div): "/ stands in the place of //",
    (ast.Lt, ast.LtE): "a comparison holds for equal numbers, and should not",
    (ast.Gt, ast.GtE): "a comparison holds for equal numbers, and should not",
    (ast.LtE, ast.Lt): "a comparison does not hold for equal numbers, and should",
    (ast.GtE, ast.Gt): "a comparison does not hold for equal numbers, and should",
    (ast.Lt, ast.GtE): "a comparison is the wrong way round",
    (ast.Gt, ast.LtE): "a comparison is the wrong way round",
    (ast.Eq, ast.NotEq): "a condition is the wrong way round",
    (ast.NotEq, ast.Eq): "a condition is the wrong way round",
    (ast.Is, ast.IsNot): "a condition is the wrong way round",
    (ast.IsNot, ast.Is): "a condition is the wrong way round",
    (ast.USub, ast.UAdd): "a minus sign is missing before {}",
    (ast.BitAnd, ast.BitOr): "two conditions are joined by or, and should be joined by and",
}
_WITHOUT: dict[type[ast.AST], str] = {  # the right operand is left out
    ast.Add: "the summand {} is missing",
    ast.Sub: "the subtraction of {} is missing",
    ast.Mult: "the factor {} is missing",
    ast.Div: "the division by {} is missing",
    ast.Pow: "the exponent {} is missing",
    ast.MatMult: "the matrix product with {} is missing",
    ast.FloorDiv: "the division by {} is missing",
    ast.Mod: "the remainder of the division by {} is missing",
}
_WITHOUT_LEFT = _WITHOUT | {  # where it matters which operand is left out
    ast.Sub: "the term {} is missing, and the term after it has a plus sign",
    ast.Div: "a quotient of {} is replaced by its divisor",
    ast.Pow: "a power of {} is replaced by its exponent",
    ast.FloorDiv: "a quotient of {} is replaced by its divisor",
    ast.Mod: "a remainder of {} is replaced by its divisor",
}
_CALLED = {
    ("sum", "mean"): "a mean stands in the place of a sum",
    ("mean", "sum"): "a sum stands in the place of a mean",
    ("max", "min"): "a minimum stands in the place of a maximum",
    ("zeros_like", "ones_like"): "ones stand in the place of zeros",
    ("exp", "expm1"): "1 is subtracted from an exponential",
    ("log", "log1p"): "1 is added inside a logarithm",
    ("sqrt", "abs"): "a square root is missing",
}
# The words for an operand whose code the student does not know.
_NOUNS = {
    "the summand {}": "a summand",
    "the factor {}": "a factor",
    "the exponent {}": "an exponent",
    "the subtraction of {}": "a subtraction",
    "the division by {}": "a division",
    "the matrix product with {}": "a matrix product",
    "the term {}": "the first term of a difference",
    "{} is": "a term is",
    "{}": "an expression",
}


def words(statement: ast.stmt, node: ast.AST, change: Callable[[], None], scope: Scope) -> str:
    """Make a change of a node inside a statement, and return the words for it; "" if there are none."""
    before = _Before(statement, node)
    change()
    return before.difference(node, scope)


class _Before:
    """A node before its change, and the place in which it stands."""

    def __init__(self, statement: ast.stmt, node: ast.AST) -> None:
        self.node_type, self.fields = type(node), dict(vars(node))
        self.keywords = list(node.keywords) if isinstance(node, ast.Call) else []
        self._keyword = self._keyword_around(statement, node)
        self._value = ast.unparse(self._keyword.value) if self._keyword else ""
        around = [
            outer
            for outer in ast.walk(statement)
            if isinstance(outer, ast.Subscript) and any(node is inner for inner in ast.walk(outer.slice))
        ]
        self._in_brackets = bool(around)
        self._of_shape = any(isinstance(outer.value, ast.Attribute) and outer.value.attr == "shape" for outer in around)

    @staticmethod
    def _keyword_around(statement: ast.stmt, node: ast.AST) -> ast.keyword | None:
        for outer in ast.walk(statement):
            if isinstance(outer, ast.keyword) and outer.arg:
                plain = not any(isinstance(inner, ast.Call | ast.BinOp) for inner in ast.walk(outer.value))
                if plain and any(node is inner for inner in ast.walk(outer.value)):
                    return outer
        return None

    def difference(self, node: ast.AST, scope: Scope) -> str:
        """The words for the change of the node; "" if there are none."""
        if self._keyword is not None and (after := ast.unparse(self._keyword.value)) != self._value:
            name = self._keyword.arg
            return f"{name}={after} stands in the place of {name}={self._value}"
        if self.node_type is ast.BinOp and isinstance(node, ast.UnaryOp):
            left, right, op = self.fields["left"], self.fields["right"], type(self.fields["op"])
            kept_left = node.operand is left
            return _filled((_WITHOUT if kept_left else _WITHOUT_LEFT).get(op, ""), right if kept_left else left, scope)
        if isinstance(node, ast.BinOp | ast.UnaryOp | ast.AugAssign):
            key = type(self.fields["op"]), type(node.op)
            return _filled(_SWAPPED.get(key, ""), _operand(node), scope)
        if isinstance(node, ast.Compare):
            return _SWAPPED.get((type(self.fields["ops"][0]), type(node.ops[0])), "")
        if isinstance(node, ast.Constant) and self._of_shape:
            return ""  # two lengths are often equal by chance, so another length would be no evidence
        if isinstance(node, ast.Constant):
            old, new = self.fields["value"], node.value
            noun = "the index or bound" if self._in_brackets else "the number"
            return f"{'' if type(new) is bool else noun} {new!r} stands in the place of {old!r}".strip()
        if isinstance(node, ast.Attribute):
            return _CALLED.get((self.fields["attr"], node.attr), "")
        if isinstance(node, ast.Call):
            return self._of_call(node, scope)
        return ""

    def _of_call(self, node: ast.Call, scope: Scope) -> str:
        function = f" of `{ast.unparse(node.func).rpartition('.')[2]}`"
        if len(node.keywords) < len(self.keywords):
            lost = self.keywords[-1]
            value = scope.code(lost.value).strip("`")
            return f"the argument {lost.arg}{f'={value}' if value else ''}{function} is missing"
        return f"the two arguments{function} are in the wrong order"


def _operand(node: ast.BinOp | ast.UnaryOp | ast.AugAssign) -> ast.expr:
    """The operand after the operator."""
    if isinstance(node, ast.UnaryOp):
        return node.operand
    return node.right if isinstance(node, ast.BinOp) else node.value


def _filled(sentence: str, operand: ast.expr, scope: Scope) -> str:
    """The sentence with the code of the operand; with a noun where the student does not know the code."""
    if code := scope.code(operand):
        return sentence.format(code)
    for with_code, without in _NOUNS.items():
        sentence = sentence.replace(with_code, without)
    return sentence
