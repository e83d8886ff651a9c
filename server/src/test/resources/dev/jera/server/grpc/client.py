"""Makes every call of TensorFlow Serving's gRPC API and prints what it is answered.

client.py DESCRIPTORS ADDRESS DIRECTORY: a FileDescriptorSet, host:port, and where the models lie.
"""
import struct
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

descriptors, address, directory = sys.argv[1:]
files = descriptor_pb2.FileDescriptorSet()
with open(descriptors, "rb") as file:
    files.ParseFromString(file.read())
pool = descriptor_pool.DescriptorPool()
for file in files.file:
    pool.Add(file)
channel = grpc.insecure_channel(address)


def message(name):
    descriptor = pool.FindMessageTypeByName(name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def ask(service, method, request):
    full = pool.FindServiceByName("tensorflow.serving." + service).FindMethodByName(method)
    return channel.unary_unary(
        "/tensorflow.serving.%s/%s" % (service, method),
        request_serializer=lambda value: value.SerializeToString(),
        response_deserializer=message(full.output_type.full_name).FromString,
    )(request, timeout=30)


def new(name, signature=""):
    request = message("tensorflow.serving." + name)()
    request.model_spec.name = "half"
    request.model_spec.signature_name = signature
    return request


def add(request, *values):
    for value in values:
        example = request.input.example_list.examples.add()
        example.features.feature["x"].float_list.value.append(value)
    return request


def spec(answer):
    told = answer.model_spec
    return "%s/%d %s" % (told.name, told.version.value, told.signature_name)


request = new("PredictRequest")
x = request.inputs["x"]
x.dtype = 1
x.tensor_shape.dim.add().size = 2
x.tensor_content = struct.pack("<2f", 1, 2)
request.output_filter.append("y")
answer = ask("PredictionService", "Predict", request)
print("Predict", spec(answer), list(answer.outputs["y"].float_val))

answer = ask("PredictionService", "Classify", add(new("ClassificationRequest", "classify"), 2))
classes = answer.result.classifications[0].classes
print("Classify", spec(answer), [(one.label, one.score) for one in classes])

answer = ask("PredictionService", "Regress", add(new("RegressionRequest", "regress"), 2, 10))
print("Regress", spec(answer), [one.value for one in answer.result.regressions])

request = add(message("tensorflow.serving.MultiInferenceRequest")(), 2)
for kind in "regress", "classify":
    task = request.tasks.add()
    task.model_spec.name = "half"
    task.model_spec.signature_name = kind
    task.method_name = "tensorflow/serving/" + kind
answer = ask("PredictionService", "MultiInference", request)
print("MultiInference", [(spec(one), one.WhichOneof("result")) for one in answer.results])

request = new("GetModelMetadataRequest")
request.metadata_field.append("signature_def")
answer = ask("PredictionService", "GetModelMetadata", request)
signatures = message("tensorflow.serving.SignatureDefMap")()
answer.metadata["signature_def"].Unpack(signatures)
print("GetModelMetadata", sorted(signatures.signature_def))

answer = ask("ModelService", "GetModelStatus", new("GetModelStatusRequest"))
print("GetModelStatus", [(one.version, one.state) for one in answer.model_version_status])

request = message("tensorflow.serving.ReloadConfigRequest")()
config = request.config.model_config_list.config.add()
config.name = "again"
config.base_path = directory + "/half"
config.model_platform = "tensorflow"
answer = ask("ModelService", "HandleReloadConfigRequest", request)
print("HandleReloadConfigRequest", answer.status.error_code)

try:
    ask("ModelService", "GetModelStatus", new("GetModelStatusRequest"))
except grpc.RpcError as error:
    print("GetModelStatus", error.code().name, error.details())
