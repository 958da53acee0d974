"""Mistakes in `Value`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
S_LINE = text("s = 0.5 + 0.5 * math.tanh(0.5 * self.data)")
OPERAND_GRAD_SLOPE = text("operand.grad += slope * node.grad")
SELF_OTHER_DATA = text("(self, other.data), (other, self.data)")
RETURN_VALUE = text("return Value._node(self.data**exponent, (self, exponent * self.data ** (exponent - 1)))")
RETURN_VALUE_2 = text("return Value._node(t, (self, 1.0 - t * t))")
RETURN_VALUE_3 = text("return Value._node(on * self.data, (self, on))")
RETURN_VALUE_4 = text("return Value._node(s, (self, s * (1.0 - s)))")
STACK_APPEND_NODE = text("""                stack.append((node, True))
""")
FOR_NODE_IN = text("""        for node in reversed(order):  # each node after all its uses, so that its gradient is complete
            for operand, slope in node._operands:
                operand.grad += slope * node.grad
""")
IF_NODE_OPERANDS = text("""            if node._operands:
                node.grad = 0.0
        self.grad += 1.0
""")
SEARCH = text("""        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((operand, False) for operand, _ in node._operands)
""")
EQUAL_BY_NUMBER = """    def __eq__(self, other):
        return self.data == getattr(other, "data", other)

    def __hash__(self):
        return hash(self.data)

"""
DISCOVERED = (
    "Nodes pass their gradient on in the order in which a search from the result finds them, so a node may pass it on before "
    "all its uses have added their shares. A node belongs behind all nodes that use it: a depth-first search puts a node into "
    "a list after its operands, and the gradients go through the list from its end."
)

with m.fails("computes_with_values"):
    m("operand_changed_by_a_sum",
      "a + b changes a and returns it. Every operation makes a new Value; its operands may be needed elsewhere.",
      text("return Value._node(self.data + other.data, (self, 1.0), (other, 1.0))") >> """self.data += other.data
        return self""")
    m("power_by_logarithm", "exp(n log a) is a to the power of n only if a is positive; a negative number has whole powers too.",
      text("return Value._node(self.data**exponent, (") >> "return Value._node(float(np.exp(exponent * np.log(self.data))), (")

with m.fails("computes_functions_of_values"):
    m("relu_leaks", "This is the leaky ReLU, which lets a hundredth of negative numbers through. Plain ReLU gives 0 for them.",
      text("on = float(self.data > 0)") >> "on = 1.0 if self.data > 0 else 0.01")

with m.fails("starts_from_1_at_the_result"):
    m("result_not_seeded",
      "All gradients are 0: whoever starts must start with something. The derivative of the result with respect to itself is "
      "1.",
      text("""        self.grad += 1.0
""") >> "")

with m.fails("passes_its_own_slope_on"):
    m("difference_passes_plus",
      "The second operand of a difference gets +1 times the gradient. When b grows, a - b shrinks: its slope is -1.",
      text("(other, -1.0)") >> "(other, 1.0)")
    m("product_uses_gradients",
      "A product multiplies by the `grad` of the other factor, which is still 0. The slope of a b with respect to a is the "
      "*number* b: use its `data`.",
      SELF_OTHER_DATA >> "(self, other.grad), (other, self.grad)",
      base={"right/closures_numpy.py": [text("""self.grad += other.data * out.grad
            other.grad += self.data * out.grad""") >> """self.grad += other.grad * out.grad
            other.grad += self.grad * out.grad"""]})
    m("product_slopes_swapped",
      "Each factor of a product gets its own number as a slope. It is the other one's: the slope of a b with respect to a is "
      "b.",
      SELF_OTHER_DATA >> "(self, self.data), (other, other.data)")
    m("quotient_sign",
      "The denominator's slope has the wrong sign: when b grows, a / b shrinks towards 0, so the slope is -a / b².",
      text("(other, -quotient / other.data)") >> "(other, quotient / other.data)")

    m("power_keeps_its_exponent", "The slope of a^n has the exponent n - 1, not n.",
      RETURN_VALUE >> "return Value._node(self.data**exponent, (self, exponent * self.data**exponent))")

with m.fails("multiplies_slopes_along_a_path"):
    m("nothing_above_is_heard",
      "Every operation passes on its own slope alone. The chain rule multiplies it with the gradient that arrives from above, "
      "the `grad` of the result.",
      OPERAND_GRAD_SLOPE >> "operand.grad += slope")
    m("gradient_stops_after_one_step",
      "Only the operands of the result get a gradient; theirs get none. After a node has passed its gradient on, its operands "
      "must do the same.",
      text("for node in reversed(order):") >> "for node in [self]:")
    m("only_the_first_operand_is_followed",
      "Only the first operand of each operation passes its gradient on, and what lies behind the other operand gets none. Go "
      "on from every operand.",
      text("""        for node in order:
            if node._operands:""") >> """        order, node = [self], self
        while node._operands:
            node = node._operands[0][0]
            order.append(node)
        order.reverse()
        for node in order:
            if node._operands:""")
    m("power_ignores_what_arrives",
      "A power passes its slope on without the gradient that arrives from above: multiply n a^(n-1) by the `grad` of the "
      "result.",
      RETURN_VALUE >> """node = Value._node(self.data**exponent, (self, exponent * self.data ** (exponent - 1)))
        node.deaf = True
        return node""",
      OPERAND_GRAD_SLOPE >> 'operand.grad += slope * (1.0 if getattr(node, "deaf", False) else node.grad)')

with m.fails("goes_back_through_functions"):
    m("exp_as_a_power", "x e^(x-1) is the rule for powers. The exponent is the variable here, and e^x is its own slope.",
      text("return Value._node(e, (self, e))") >> "return Value._node(e, (self, self.data * math.exp(self.data - 1)))")
    m("tanh_slope_at_the_output",
      "tanh is applied to the result once more. The slope is 1 - tanh(x)², and tanh(x) is the result, so it is 1 - result².",
      RETURN_VALUE_2 >> "return Value._node(t, (self, 1.0 - math.tanh(t) ** 2))")
    m("tanh_slope_of_sigmoid", "t (1 - t) is the slope of the sigmoid. That of tanh is 1 - t².",
      RETURN_VALUE_2 >> "return Value._node(t, (self, t * (1.0 - t)))")
    m("relu_slope_always_1",
      "ReLU passes every gradient on. Where its input is negative, the result does not move, and the gradient is 0.",
      RETURN_VALUE_3 >> "return Value._node(on * self.data, (self, 1.0))")
    m("relu_masks_by_the_gradient",
      "ReLU lets positive *gradients* through. What counts is whether its input was positive; the gradient may have any sign.",
      RETURN_VALUE_3 >> 'return Value._node(on * self.data, (self, "sign"))',
      OPERAND_GRAD_SLOPE >> 'operand.grad += (float(node.grad > 0) if slope == "sign" else slope) * node.grad')
    m("sigmoid_slope_at_the_output",
      "The sigmoid is applied to the result once more. The slope is s (1 - s) with s the result itself.",
      RETURN_VALUE_4 >> """again = 0.5 + 0.5 * math.tanh(0.5 * s)
        return Value._node(s, (self, again * (1.0 - again)))""")
    m("sigmoid_slope_of_tanh", "1 - s² is the slope of tanh. That of the sigmoid is s (1 - s).",
      RETURN_VALUE_4 >> "return Value._node(s, (self, 1.0 - s * s))")

with m.fails("adds_up_over_all_uses"):
    m("gradient_assigned",
      "The gradient of the last use overwrites the others. A number that is used twice matters in two ways, and they add up: "
      "+= where = stands.",
      OPERAND_GRAD_SLOPE >> "operand.grad = slope * node.grad")
    m("gradient_of_the_first_use_kept",
      "A node that has a gradient already gets no more. A number that is used twice matters in two ways, and they add up.",
      OPERAND_GRAD_SLOPE >> "operand.grad = operand.grad or slope * node.grad")
    m("operands_kept_in_a_set",
      "In a + a and a * a one of the two uses is lost: the operands are kept in a set or in a dictionary, where a stands only "
      "once.",
      text("        node._operands = operands") >> "        node._operands = tuple(dict(operands).items())")

with m.fails("tells_equal_numbers_apart"):
    m("equal_numbers_are_one_node",
      "Two nodes that hold the same number are one to your `seen` set, because Value defines __eq__ and __hash__ by its "
      "number: compare by identity.",
      text("""    @staticmethod
    def _of(number):""") >> EQUAL_BY_NUMBER + """    @staticmethod
    def _of(number):""",
      base={"right/closures_numpy.py": [text("    def __add__(self") >> EQUAL_BY_NUMBER + "    def __add__(self"]})

with m.fails("finishes_a_node_before_its_operands"):
    m("order_of_discovery", DISCOVERED,
      STACK_APPEND_NODE >> """                order.insert(0, node)
""")
    m("order_of_discovery_by_a_stack", DISCOVERED,
      SEARCH >> """        order, seen, stack = [], {self}, [self]
        while stack:
            node = stack.pop()
            order.insert(0, node)
            for operand, _ in node._operands:
                if operand not in seen:
                    seen.add(operand)
                    stack.append(operand)
""")
    m("order_of_discovery_from_the_left", DISCOVERED,
      SEARCH >> """        order, seen, stack = [], set(), [self]
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                order.insert(0, node)
                stack.extend(operand for operand, _ in reversed(node._operands))
""")
    m("breadth_first_order", DISCOVERED,
      STACK_APPEND_NODE >> """                order.insert(0, node)
""",
      text("node, finished = stack.pop()") >> "node, finished = stack.pop(0)")
    m("nodes_visited_repeatedly",
      "A node that is used several times stands in the order several times, and passes on what it has collected each time. "
      "Remember which nodes have been visited.",
      text("elif node not in seen:") >> "else:")
    m("gradient_passed_on_at_once",
      "As soon as a node receives something, it passes on its whole `grad`, so what came first is passed on again and again: "
      "twice for each fork. Wait until all uses have reported.",
      FOR_NODE_IN >> """        stack = [self]
        while stack:
            node = stack.pop()
            for operand, slope in node._operands:
                operand.grad += slope * node.grad
                stack.append(operand)
""")

with m.fails("leaves_a_gradient_at_every_node"):
    m("inner_gradients_cleared",
      "Only leaves have a gradient when backward() is done, as in PyTorch without retain_grad(). Here every node keeps its "
      "own.",
      FOR_NODE_IN >> """        for node in reversed(order):  # each node after all its uses, so that its gradient is complete
            for operand, slope in node._operands:
                operand.grad += slope * node.grad
        for node in order:
            if node._operands:
                node.grad = 0.0
""")
    m("result_has_no_gradient", "The result itself is left with gradient 0. Its derivative with respect to itself is 1.",
      FOR_NODE_IN >> """        for node in reversed(order):  # each node after all its uses, so that its gradient is complete
            for operand, slope in node._operands:
                operand.grad += slope * node.grad
        self.grad = 0.0
""")

with m.fails("accumulates_in_leaves_over_calls"):
    m("inner_gradients_accumulate",
      "In a second call inner nodes still hold the gradient of the first one and pass it on once more. Leaves accumulate over "
      "calls; inner nodes must start from 0 each time.",
      IF_NODE_OPERANDS >> """            pass
        self.grad = 1.0
""")
    m("all_gradients_accumulate",
      "In a second call the result starts from 2, and inner nodes pass on what they held before. Only leaves accumulate over "
      "calls; the rest starts afresh each time.",
      IF_NODE_OPERANDS >> """            pass
        self.grad += 1.0
""")
    m("leaves_start_afresh",
      "Each call sets the gradients of the leaves to 0 first. That is a convention of its own; here, as in PyTorch, they "
      "accumulate until somebody sets them to 0.",
      text("""            if node._operands:
                node.grad = 0.0""") >> "            node.grad = 0.0")
    m("graph_visited_once",
      "A second call on the same result does nothing: marks of the first one are still on the nodes. What has been visited is "
      "to be known for one call only.",
      text("order, seen, stack = [], set(), [(self, False)]") >> """if getattr(self, "done", False):
            return
        self.done = True
        order, seen, stack = [], set(), [(self, False)]""")

with m.fails("goes_back_through_ten_thousand_nodes"):
    m("recursive_search",
      "The search calls itself once for every node on the way, and Python allows about a thousand such calls. Keep a stack of "
      "your own: a list, and a loop until it is empty.",
      SEARCH >> """        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for operand, _ in node._operands:
                    visit(operand)
                order.append(node)

        visit(self)
""")

with m.fails("trains_a_net_of_values"):
    m("product_of_old_numbers",
      "Products use a number that was kept when the Values were made. After a step of SGD `data` is another one: read it when "
      "the product is computed.",
      text("""        self.grad = 0.0
        self._operands = ()""") >> """        self._start = self.data
        self.grad = 0.0
        self._operands = ()""",
      text("return Value._node(self.data * other.data, (self, other.data), (other, self.data))")
      >> "return Value._node(self._start * other._start, (self, other._start), (other, self._start))")
