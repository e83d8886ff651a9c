package dev.jera.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A bundle in text, with a table that is filled from an asset: y int64 [?] = the line at which x
 * string [?] stands, from 0, or -1.
 */
final class WordsBundle {
  private static final String GRAPH =
      """
      saved_model_schema_version: 1
      meta_graphs {
        meta_info_def { tags: "serve" }
        graph_def {
          versions { producer: 1882 }
          node { name: "x" op: "Placeholder"
            attr { key: "dtype" value { type: DT_STRING } }
            attr { key: "shape" value { shape { dim { size: -1 } } } }
          }
          node { name: "path" op: "Const"
            attr { key: "dtype" value { type: DT_STRING } }
            attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape {} string_val: "words.txt" } } }
          }
          node { name: "none" op: "Const"
            attr { key: "dtype" value { type: DT_INT64 } }
            attr { key: "value" value { tensor { dtype: DT_INT64 tensor_shape {} int64_val: -1 } } }
          }
          node { name: "table" op: "HashTableV2"
            attr { key: "key_dtype" value { type: DT_STRING } }
            attr { key: "value_dtype" value { type: DT_INT64 } }
          }
          node { name: "fill" op: "InitializeTableFromTextFileV2" input: "table" input: "path"
            attr { key: "key_index" value { i: -2 } }
            attr { key: "value_index" value { i: -1 } }
          }
          node { name: "y" op: "LookupTableFindV2" input: "table" input: "x" input: "none"
            attr { key: "Tin" value { type: DT_STRING } }
            attr { key: "Tout" value { type: DT_INT64 } }
          }
        }
        asset_file_def { tensor_info { name: "path:0" } filename: "words.txt" }
        collection_def { key: "saved_model_main_op" value { node_list { value: "fill" } } }
        signature_def { key: "serving_default" value {
          inputs { key: "x" value { name: "x:0" dtype: DT_STRING tensor_shape { dim { size: -1 } } } }
          outputs { key: "y" value { name: "y:0" dtype: DT_INT64 tensor_shape { dim { size: -1 } } } }
          method_name: "tensorflow/serving/predict"
        } }
      }
      """;

  private WordsBundle() {}

  /** Writes it, with the words Female and Male after a space each. */
  static Path write(Path bundle) throws IOException {
    Path assets = Files.createDirectories(bundle.resolve("assets"));
    Files.writeString(assets.resolve("words.txt"), " Female\n Male\n");
    Files.writeString(bundle.resolve("saved_model.pbtxt"), GRAPH);
    return bundle;
  }
}
