"""Makes the model files beside this script from the ones Google ships in its mediapipe wheel.

    pip download --no-deps mediapipe==0.10.21       # the wheel is a zip: unpack it
    pip install numpy onnx tflite
    python convert.py FOLDER_OF_THE_UNPACKED_WHEEL

Each model becomes two files: NAME.onnx, the graph alone, and NAME.f16, its weights as little-endian half floats, one
tensor after the other. The weights in the wheel are half floats already, so nothing is rounded. The graph refers to
"weights.data", external data laid out as f32: the program widens NAME.f16 once, when it loads the model.

The conversion is literal. TensorFlow Lite lays activations out as NHWC, ONNX as NCHW; so kernels are transposed, "same"
padding becomes explicit numbers, and a reshape at the end of the graph gets a transpose in front of it.
"""
import os
import sys

import numpy as np
import onnx
import tflite
from onnx import TensorProto, helper

MODELS = {
    'face_detection': 'mediapipe/modules/face_detection/face_detection_short_range.tflite',
    'face_mesh': 'mediapipe/modules/face_landmark/face_landmark.tflite',
}
OP = {v: k for k, v in vars(tflite.BuiltinOperator).items() if not k.startswith('_')}


def options(op, kind):
    o = kind()
    t = op.BuiltinOptions()
    o.Init(t.Bytes, t.Pos)
    return o


class Export:
    """One model. `shape` is a tensor's shape in the wheel (NHWC)."""

    def __init__(self, raw):
        self.model = tflite.Model.GetRootAsModel(raw, 0)
        self.g = self.model.Subgraphs(0)
        self.nodes, self.inits, self.blob = [], [], bytearray()
        self.halves = {}  # output of a DEQUANTIZE -> the half-float constant in front of it
        self.done = set()

    def tensor(self, i):
        return self.g.Tensors(i)

    def name(self, i):
        return 't%d' % i

    def shape(self, i):
        return [int(d) for d in self.tensor(i).ShapeAsNumpy()]

    def constant(self, i):
        t = self.tensor(i)
        data = self.model.Buffers(t.Buffer()).DataAsNumpy()
        kind = {tflite.TensorType.FLOAT16: np.float16, tflite.TensorType.FLOAT32: np.float32, tflite.TensorType.INT32: np.int32}
        return np.frombuffer(data.tobytes(), kind[t.Type()]).reshape(self.shape(i))

    def weight(self, i, layout):
        """A constant as external data, its axes reordered; the name under which the graph finds it."""
        name = 'w%d' % i
        if name not in self.done:
            self.done.add(name)
            a = self.constant(self.halves.get(i, i))
            h = np.ascontiguousarray(layout(a)).astype('<f2')
            assert (h.astype(np.float32) == layout(a).astype(np.float32)).all(), 'a weight that is not a half float'
            t = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=h.shape, data_location=TensorProto.EXTERNAL)
            for k, v in (('location', 'weights.data'), ('offset', len(self.blob) * 2), ('length', h.size * 4)):
                t.external_data.add(key=k, value=str(v))
            self.inits.append(t)
            self.blob += h.tobytes()
        return name

    def ints(self, name, values):
        self.inits.append(helper.make_tensor(name, TensorProto.INT64, [len(values)], values))
        return name

    def add(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))

    def pads(self, padding, i, o, kernel, stride):
        """ONNX pads [top, left, bottom, right] of TensorFlow's padding: for SAME the odd pixel goes below and right."""
        if padding == tflite.Padding.VALID:
            return [0, 0, 0, 0]
        total = [max((self.shape(o)[a + 1] - 1) * stride[a] + kernel[a] - self.shape(i)[a + 1], 0) for a in (0, 1)]
        return [total[0] // 2, total[1] // 2, total[0] - total[0] // 2, total[1] - total[1] // 2]

    def activated(self, activation, o):
        """The name an operator writes to, so that a fused RELU can follow it."""
        if activation == tflite.ActivationFunctionType.NONE:
            return self.name(o)
        assert activation == tflite.ActivationFunctionType.RELU
        self.late = ('Relu', [self.name(o) + 'r'], self.name(o))
        return self.name(o) + 'r'

    def operator(self, op):
        kind = OP[self.model.OperatorCodes(op.OpcodeIndex()).BuiltinCode()]
        x, o = [int(v) for v in op.InputsAsNumpy()], int(op.Outputs(0))
        self.late = None
        if kind == 'DEQUANTIZE':
            self.halves[o] = x[0]
        elif kind in ('CONV_2D', 'DEPTHWISE_CONV_2D'):
            deep = kind != 'CONV_2D'
            c = options(op, tflite.DepthwiseConv2DOptions if deep else tflite.Conv2DOptions)
            assert c.DilationHFactor() == 1 and c.DilationWFactor() == 1
            kernel = self.shape(x[1])[1:3]
            stride = [c.StrideH(), c.StrideW()]
            # OHWI -> OIHW; depthwise 1HWO -> O1HW
            w = self.weight(x[1], (lambda a: a.transpose(3, 0, 1, 2)) if deep else (lambda a: a.transpose(0, 3, 1, 2)))
            b = self.weight(x[2], lambda a: a)
            self.add('Conv', [self.name(x[0]), w, b], self.activated(c.FusedActivationFunction(), o), kernel_shape=kernel,
                     strides=stride, pads=self.pads(c.Padding(), x[0], o, kernel, stride), group=self.shape(x[0])[3] if deep else 1)
        elif kind == 'PRELU':
            self.add('PRelu', [self.name(x[0]), self.weight(x[1], lambda a: a.reshape(-1, 1, 1))], self.name(o))
        elif kind == 'RELU':
            self.add('Relu', [self.name(x[0])], self.name(o))
        elif kind == 'ADD':
            a = options(op, tflite.AddOptions).FusedActivationFunction()
            self.add('Add', [self.name(v) for v in x], self.activated(a, o))
        elif kind == 'MAX_POOL_2D':
            c = options(op, tflite.Pool2DOptions)
            kernel, stride = [c.FilterHeight(), c.FilterWidth()], [c.StrideH(), c.StrideW()]
            self.add('MaxPool', [self.name(x[0])], self.name(o), kernel_shape=kernel, strides=stride,
                     pads=self.pads(c.Padding(), x[0], o, kernel, stride))
        elif kind == 'PAD':
            p = self.constant(x[1])[[0, 3, 1, 2]]
            self.add('Pad', [self.name(x[0]), self.ints('p%d' % o, [int(v) for v in (*p[:, 0], *p[:, 1])])], self.name(o))
        elif kind == 'RESHAPE':
            self.add('Transpose', [self.name(x[0])], self.name(o) + 't', perm=[0, 2, 3, 1])
            self.add('Reshape', [self.name(o) + 't', self.ints('s%d' % o, self.shape(o))], self.name(o))
        elif kind == 'CONCATENATION':
            axis = options(op, tflite.ConcatenationOptions).Axis()
            assert len(self.shape(o)) == 3, 'only the reshaped outputs are joined'
            self.add('Concat', [self.name(v) for v in x], self.name(o), axis=axis)
        else:
            raise SystemExit('operator %s is not converted' % kind)
        if self.late:
            self.add(*self.late)

    def run(self, title):
        for i in range(self.g.OperatorsLength()):
            self.operator(self.g.Operators(i))
        i, outs = int(self.g.Inputs(0)), [int(v) for v in self.g.OutputsAsNumpy()]
        n, h, w, c = self.shape(i)
        value = lambda v, s: helper.make_tensor_value_info(v, TensorProto.FLOAT, s)
        # A 4-D output is 1x1xC here: the same numbers in either layout.
        out_shape = lambda o: self.shape(o) if len(self.shape(o)) == 3 else [self.shape(o)[k] for k in (0, 3, 1, 2)]
        graph = helper.make_graph(self.nodes, title, [value(self.name(i), [n, c, h, w])],
                                  [value(self.name(o), out_shape(o)) for o in outs], self.inits)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 11)], ir_version=6, producer_name='')
        for node in model.graph.node:
            node.name = ''
        return model.SerializeToString(), bytes(self.blob)


def main(wheel):
    here = os.path.dirname(os.path.abspath(__file__))
    for name, path in MODELS.items():
        with open(os.path.join(wheel, path), 'rb') as f:
            graph, weights = Export(f.read()).run(name)
        for ending, data in (('onnx', graph), ('f16', weights)):
            with open(os.path.join(here, '%s.%s' % (name, ending)), 'wb') as f:
                f.write(data)
            print('%s.%s %d bytes' % (name, ending, len(data)))


if __name__ == '__main__':
    main(sys.argv[1])
