package dev.jera.server.grpc;

import java.nio.file.Path;
import java.util.List;
import org.tensorflow.example.Example;
import org.tensorflow.example.Feature;
import org.tensorflow.example.Features;
import org.tensorflow.example.FloatList;
import tensorflow.serving.FileSystemStoragePathSource.FileSystemStoragePathSourceConfig.ServableVersionPolicy;
import tensorflow.serving.Inference.InferenceTask;
import tensorflow.serving.InputOuterClass.ExampleList;
import tensorflow.serving.InputOuterClass.Input;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.ModelManagement.ReloadConfigRequest;
import tensorflow.serving.ModelServerConfigOuterClass.ModelConfig;
import tensorflow.serving.ModelServerConfigOuterClass.ModelConfigList;
import tensorflow.serving.ModelServerConfigOuterClass.ModelServerConfig;

/** Messages of tensorflow-serving-client. */
final class ForeignMessages {
  private ForeignMessages() {}

  static ReloadConfigRequest reload(Path directory, String... names) {
    ModelConfigList.Builder list = ModelConfigList.newBuilder();
    for (String name : List.of(names)) {
      list.addConfig(
          ModelConfig.newBuilder()
              .setName(name)
              .setBasePath(directory.resolve(name).toString())
              .setModelPlatform("tensorflow")
              .setModelVersionPolicy(
                  ServableVersionPolicy.newBuilder()
                      .setAll(ServableVersionPolicy.All.getDefaultInstance())));
    }
    return ReloadConfigRequest.newBuilder()
        .setConfig(ModelServerConfig.newBuilder().setModelConfigList(list))
        .build();
  }

  static ModelSpec.Builder spec(String signature) {
    return ModelSpec.newBuilder().setName("half").setSignatureName(signature);
  }

  static InferenceTask task(String signature, String method) {
    return InferenceTask.newBuilder().setModelSpec(spec(signature)).setMethodName(method).build();
  }

  static Input examples(float... values) {
    ExampleList.Builder list = ExampleList.newBuilder();
    for (float value : values) {
      list.addExamples(example(value));
    }
    return Input.newBuilder().setExampleList(list).build();
  }

  static Example example(float x) {
    return Example.newBuilder()
        .setFeatures(
            Features.newBuilder()
                .putFeature(
                    "x",
                    Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(x)).build()))
        .build();
  }
}
