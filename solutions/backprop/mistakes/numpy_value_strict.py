"""Mistakes in `Value` that cost a strict claim alone, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
S_LINE = text("s = 0.5 + 0.5 * math.tanh(0.5 * self.data)")

with m.fails("survives_numbers_near_1000"):
    m("exp_of_a_large_number",
      "math.exp overflows above 709. Only take exp of negative numbers: 1 / (1 + e^-x) and e^x / (1 + e^x) are the same, and "
      "one of them is always safe. math.tanh is safe everywhere.",
      S_LINE >> "s = 1.0 / (1.0 + math.exp(-self.data))")
    m("sigmoid_infinity_over_infinity",
      "e^x / (1 + e^x) is infinity over infinity for large x. For positive x use 1 / (1 + e^-x), which is the same number.",
      S_LINE >> "s = float(np.exp(self.data) / (1.0 + np.exp(self.data)))")
    m("tanh_infinity_over_infinity",
      "(e^2x - 1) / (e^2x + 1) is infinity over infinity for large x. math.tanh takes care of that.",
      text("t = math.tanh(self.data)") >> "t = float((np.exp(2 * self.data) - 1) / (np.exp(2 * self.data) + 1))")
    m("tanh_of_a_large_number",
      "math.exp overflows above 709, and here it is taken of twice the number. math.tanh is safe everywhere.",
      text("t = math.tanh(self.data)") >> "t = (math.exp(2 * self.data) - 1) / (math.exp(2 * self.data) + 1)")

with m.fails("takes_plain_numbers_on_the_right"):
    m("plain_numbers_stay_plain",
      "The other operand may be a plain number, which has no `data`. Make a Value of it first.",
      text("return number if isinstance(number, Value) else Value(number)") >> "return number")

with m.fails("takes_plain_numbers_on_the_left"):
    m("number_minus_value_reversed", "3 - a comes out as a - 3: __rsub__(self, other) is asked for other - self.",
      text("return Value._of(other) - self") >> "return self - other")
    m("number_over_value_reversed", "3 / a comes out as a / 3: __rtruediv__(self, other) is asked for other / self.",
      text("return Value._of(other) / self") >> "return self / other")
    for operator, name in {"+": "add", "-": "sub", "*": "mul", "/": "truediv"}.items():
        m(f"r{name}_is_missing",
          f"Value has no method __r{name}__. Python calls it for 3 {operator} a, because a plain number does not know Values.",
          text(f"def __r{name}__(self") >> f"def _reflected_{name}(self")
