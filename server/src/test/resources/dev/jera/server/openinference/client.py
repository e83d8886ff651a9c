"""Asks a server of the Open Inference Protocol: client.py HOST:PORT DESCRIPTOR_SET"""

import struct
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

FILES = descriptor_pb2.FileDescriptorSet()
with open(sys.argv[2], "rb") as file:
    FILES.ParseFromString(file.read())
POOL = descriptor_pool.DescriptorPool()
for file in FILES.file:
    POOL.Add(file)


def message(name):
    descriptor = POOL.FindMessageTypeByName("inference." + name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(POOL).GetPrototype(descriptor)


CHANNEL = grpc.insecure_channel(sys.argv[1])


def call(method, **fields):
    ask = CHANNEL.unary_unary(
        "/inference.GRPCInferenceService/" + method,
        request_serializer=lambda request: request.SerializeToString(),
        response_deserializer=message(method + "Response").FromString,
    )
    return ask(message(method + "Request")(**fields), timeout=30)


print("live", call("ServerLive").live)
print("ready", call("ServerReady").ready)
print("model", call("ModelReady", name="echo", version="1").ready)
server = call("ServerMetadata")
print("server", server.name, *server.extensions)
model = call("ModelMetadata", name="echo")
print("inputs", *[(each.name, each.datatype, list(each.shape)) for each in model.inputs])

A = {"name": "a", "datatype": "FP32", "shape": [1, 2]}
B = {"name": "b", "datatype": "INT32", "shape": [1]}
typed = call(
    "ModelInfer",
    model_name="echo",
    id="py",
    inputs=[dict(A, contents={"fp32_contents": [1.5, 2]}), dict(B, contents={"int_contents": [5]})],
)
print("typed", typed.id, list(typed.outputs[0].contents.int_contents),
      list(typed.outputs[1].contents.fp32_contents))
raw = call(
    "ModelInfer",
    model_name="echo",
    inputs=[A, B],
    outputs=[{"name": "product"}],
    raw_input_contents=[struct.pack("<2f", 1.5, 2), struct.pack("<i", 5)],
)
print("raw", [each.name for each in raw.outputs], struct.unpack("<2f", raw.raw_output_contents[0]))
for fields in {"model_name": "nobody"}, {"model_name": "echo", "inputs": [A, B]}, {"model_name": "x" * 1000000}:
    try:
        call("ModelInfer", **fields)
    except grpc.RpcError as error:
        print("refused", error.code().name, error.details()[:50])
try:
    call("ModelInfer", model_name="echo", id="x" * (2 << 20))
except grpc.RpcError as error:
    print("refused", error.code().name)
