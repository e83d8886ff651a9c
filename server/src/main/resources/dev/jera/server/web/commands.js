// Requests of zeros that fit a signature, and the commands that send a request.

const MOST_VALUES = 50000;
const METHODS = {
  "tensorflow/serving/classify": { verb: "classify", method: "Classify" },
  "tensorflow/serving/regress": { verb: "regress", method: "Regress" },
};
const FIELDS = {
  float32: "float_val",
  float64: "double_val",
  float16: "half_val",
  bfloat16: "half_val",
  int64: "int64_val",
  uint32: "uint32_val",
  uint64: "uint64_val",
  bool: "bool_val",
  string: "string_val",
};
const TYPES = { float32: "DT_FLOAT", float64: "DT_DOUBLE", float16: "DT_HALF" };

/** What is asked of a signature: `predict`, `classify` or `regress`. */
export const verbOf = ({ method }) => METHODS[method]?.verb ?? "predict";

/** Whether a request may be one row after the other: every input has an axis for as many. */
export const takesRows = ({ inputs }) =>
  inputs.length > 0 && new Set(inputs.map((input) => sizes(input)[0] ?? "none")).size === 1 &&
  sizes(inputs[0]).length > 0;

/** A request of zeros, as text; throws where it would be too large to edit. */
export function sample(signature, layout) {
  const body = { signature_name: signature.name };
  if (verbOf(signature) !== "predict") {
    return write({ ...body, examples: [{ feature: 0 }] });
  }
  if (signature.inputs.some((input) => sizeOf(sizes(input)) > MOST_VALUES)) {
    throw new Error(`More than ${MOST_VALUES} values: too many to edit here.`);
  }
  const single = signature.inputs.length === 1;
  const values = signature.inputs.map((input) => [input.name, zeros(sizes(input), input.dtype)]);
  if (layout === "columns") {
    return write({ ...body, inputs: single ? values[0][1] : Object.fromEntries(values) });
  }
  const rows = values[0][1].map((_, row) =>
    single ? values[0][1][row] : Object.fromEntries(values.map(([name, of]) => [name, of[row]])),
  );
  return write({ ...body, instances: rows });
}

/** JSON with a line a member, and values in one line each. */
function write(body) {
  const lines = Object.entries(body).map(([key, value]) => {
    return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  });
  return `{\n${lines.join(",\n")}\n}`;
}

/** Of a size that is left open, one. */
const sizes = ({ shape }) => (shape ?? [1]).map((size) => (size < 0 ? 1 : size));

const sizeOf = (shape) => shape.reduce((product, size) => product * size, 1);

function zeros(shape, dtype) {
  if (shape.length === 0) {
    return zero(dtype);
  }
  return Array.from({ length: shape[0] }, () => zeros(shape.slice(1), dtype));
}

const zero = (dtype) => (dtype === "string" ? "" : dtype === "bool" ? false : 0);

/** The command that sends a body by REST. */
export function curl(path, body, token) {
  const url = quote(location.origin + path);
  return [`curl ${url}`, ...bearer(token), `  -d ${quote(compact(body))}`].join(" \\\n");
}

/** The command that asks the same by gRPC, for what the form's body holds. */
export function grpcurl(model, choice, signature, body, port, token) {
  const call = {
    model_spec: { name: model, ...choice, signature_name: signature.name },
    ...(verbOf(signature) === "predict"
      ? { inputs: tensors(signature, JSON.parse(body)) }
      : { input: { example_list: { examples: JSON.parse(body).examples.map(example) } } }),
  };
  const plain = location.protocol === "https:" ? "" : " -plaintext";
  const method = METHODS[signature.method]?.method ?? "Predict";
  return [
    `grpcurl${plain}`,
    ...bearer(token),
    `  -d ${quote(JSON.stringify(call))}`,
    `  ${quote(`${location.hostname}:${port}`)} tensorflow.serving.PredictionService/${method}`,
  ].join(" \\\n");
}

function tensors(signature, body) {
  const inputs = signature.inputs.map((input) => [input, valueOf(input, signature, body)]);
  return Object.fromEntries(inputs.map(([input, value]) => [input.name, tensor(input.dtype, value)]));
}

function valueOf(input, signature, body) {
  const single = signature.inputs.length === 1;
  if (body.instances) {
    return body.instances.map((row) => (isNamed(row, input.name) ? row[input.name] : row));
  }
  return single && !isNamed(body.inputs, input.name) ? body.inputs : body.inputs[input.name];
}

const isNamed = (value, name) =>
  value !== null && typeof value === "object" && !Array.isArray(value) && Object.hasOwn(value, name);

/** What is left out at the end is as the last value: so zeros are short. */
function tensor(dtype, value) {
  const shape = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0]) {
    shape.push(inner.length);
  }
  const flat = [value].flat(Infinity).map((each) => (dtype === "string" ? base64(each) : each));
  while (flat.length > 1 && flat.at(-1) === flat.at(-2)) {
    flat.pop();
  }
  return {
    dtype: TYPES[dtype] ?? `DT_${dtype.toUpperCase()}`,
    tensor_shape: { dim: shape.map((size) => ({ size })) },
    [FIELDS[dtype] ?? "int_val"]: flat,
  };
}

const base64 = (text) => text.b64 ?? btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function example(features) {
  const feature = Object.entries(features).map(([name, value]) => {
    const values = [value].flat();
    const isText = values.some((each) => typeof each !== "number");
    return isText
      ? [name, { bytes_list: { value: values.map(base64) } }]
      : [name, { float_list: { value: values } }];
  });
  return { features: { feature: Object.fromEntries(feature) } };
}

const bearer = (token) => (token ? ['  -H "Authorization: Bearer $TOKEN"'] : []);

const compact = (body) => JSON.stringify(JSON.parse(body));

/** For a shell: as it stands, whatever is in it. */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
