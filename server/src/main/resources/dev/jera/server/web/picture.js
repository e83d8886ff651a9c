// Pictures as a model is fed them. Shades are 0 to 255, row by row.

const BRIGHT = 128;
/** Of a digit's 28 pixels MNIST leaves it 20. */
const SHARE = 20 / 28;
/** Fainter pixels are no part of a stroke: paper has its grain. */
const FAINT = 48;

/** The values of a picture in the order height, width, channels. */
export function valuesOf(canvas, input, centred) {
  const { width, height } = canvas;
  const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  if (input.channels === 3) {
    return colours(pixels, width, height, input);
  }
  let grey = { width, height, values: greyOf(pixels) };
  if (borderOf(grey) >= BRIGHT) {
    // MNIST and its kin are light on dark.
    grey = { ...grey, values: grey.values.map((value) => 255 - value) };
  }
  const fitted = (centred && digit(grey, input)) || fit(grey, input);
  return fitted.map((value) => Math.round(Math.min(255, Math.max(0, value))));
}

/** As the eye sees them, by the weights of Rec. 601. */
function greyOf(pixels) {
  const grey = new Float32Array(pixels.length / 4);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.299 * pixels[4 * i] + 0.587 * pixels[4 * i + 1] + 0.114 * pixels[4 * i + 2];
  }
  return grey;
}

/** Each channel scaled by itself, without regard to proportions. */
function colours(pixels, width, height, input) {
  const planes = [0, 1, 2].map((channel) => {
    const values = Float32Array.from({ length: width * height }, (_, i) => pixels[4 * i + channel]);
    return scale({ width, height, values }, input.width, input.height);
  });
  return Float32Array.from({ length: 3 * input.width * input.height }, (_, i) =>
    Math.round(planes[i % 3][Math.floor(i / 3)]),
  );
}

/** The mean shade of the outermost pixels. */
function borderOf({ width, height, values }) {
  let sum = 0;
  for (let x = 0; x < width; x++) {
    sum += values[x] + values[(height - 1) * width + x];
  }
  for (let y = 0; y < height; y++) {
    sum += values[y * width] + values[y * width + width - 1];
  }
  return sum / (2 * (width + height));
}

/** Scaled with its proportions kept, on a ground of its border's shade. */
function fit(grey, input) {
  const factor = Math.min(input.width / grey.width, input.height / grey.height);
  const width = clamp(Math.round(grey.width * factor), 1, input.width);
  const height = clamp(Math.round(grey.height * factor), 1, input.height);
  const left = Math.floor((input.width - width) / 2);
  const top = Math.floor((input.height - height) / 2);
  const ground = new Float32Array(input.width * input.height).fill(borderOf(grey));
  return place({ width, height, values: scale(grey, width, height) }, ground, input, left, top);
}

/** Cropped to its strokes, scaled to MNIST's box, its centre of mass in the middle. */
function digit(shades, input) {
  const grey = stretch(shades);
  const box = boundsOf(grey);
  if (!box) {
    return null;
  }
  const side = Math.round(SHARE * Math.min(input.width, input.height));
  const factor = side / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * factor));
  const height = Math.max(1, Math.round(box.height * factor));
  const values = scale(crop(grey, box), width, height);
  let mass = 0;
  let across = 0;
  let down = 0;
  values.forEach((value, i) => {
    mass += value;
    across += value * ((i % width) + 0.5);
    down += value * (Math.floor(i / width) + 0.5);
  });
  const left = clamp(Math.round(input.width / 2 - across / mass), 0, input.width - width);
  const top = clamp(Math.round(input.height / 2 - down / mass), 0, input.height - height);
  const ground = new Float32Array(input.width * input.height);
  return place({ width, height, values }, ground, input, left, top);
}

/** The border's shade becomes black, the brightest white. */
function stretch(grey) {
  const ground = borderOf(grey);
  const most = grey.values.reduce((before, value) => Math.max(before, value), 0);
  const factor = 255 / Math.max(1, most - ground);
  return { ...grey, values: grey.values.map((value) => Math.max(0, value - ground) * factor) };
}

function boundsOf({ width, height, values }) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let i = 0; i < values.length; i++) {
    if (values[i] > FAINT) {
      const x = i % width;
      const y = (i - x) / width;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

function crop(grey, box) {
  const values = new Float32Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (box.top + y) * grey.width + box.left;
    values.set(grey.values.subarray(from, from + box.width), y * box.width);
  }
  return { width: box.width, height: box.height, values };
}

function place(part, ground, input, left, top) {
  for (let y = 0; y < part.height; y++) {
    const row = part.values.subarray(y * part.width, (y + 1) * part.width);
    ground.set(row, (top + y) * input.width + left);
  }
  return ground;
}

/** Every pixel counts by its area; a canvas' own scaling would skip some. */
function scale({ width, height, values }, toWidth, toHeight) {
  const rows = squeeze(values, height, width, toWidth, width, 1);
  return squeeze(rows, toWidth, height, toHeight, 1, toWidth, toWidth);
}

/** Averages lines of `from` values to lines of `to`. */
function squeeze(values, lines, from, to, lineStep, step, outStep = 1) {
  const result = new Float32Array(lines * to);
  const outLine = outStep === 1 ? to : 1;
  for (let i = 0; i < to; i++) {
    const start = (i * from) / to;
    const stop = ((i + 1) * from) / to;
    for (let k = Math.floor(start); k < Math.min(from, Math.ceil(stop)); k++) {
      const weight = (Math.min(stop, k + 1) - Math.max(start, k)) / (stop - start);
      for (let line = 0; line < lines; line++) {
        result[line * outLine + i * outStep] += weight * values[line * lineStep + k * step];
      }
    }
  }
  return result;
}

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
