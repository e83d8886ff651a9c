// A canvas to draw on, by pointer or by keys.

const PEN = 20;
const STEP = 10;
/** Larger pictures than any model's input are of no use. */
const MOST = 1024;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Sketch {
  /** The canvas that holds the picture as it came. */
  source;
  #canvas;
  #context;
  #cursor;
  #changed;
  #last = null;
  #pen = { x: 140, y: 70, isDown: false };

  /** Shows its pen by `cursor`; tells `changed(isEmpty)` after each stroke. */
  constructor(canvas, cursor, changed) {
    this.#canvas = canvas;
    this.#cursor = cursor;
    this.#changed = changed;
    this.#context = canvas.getContext("2d", { willReadFrequently: true });
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", () => this.#up());
    canvas.addEventListener("pointercancel", () => this.#up());
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => this.#lift());
    this.clear();
  }

  clear() {
    this.#pen.isDown = false;
    this.#last = null;
    this.source = this.#canvas;
    this.#ground("#000");
    this.#say();
    this.#changed(true);
  }

  /** Shows a picture in place of the drawing, as large as it fits. */
  show(image) {
    const { width, height } = this.#canvas;
    const whole = flatten(image);
    const factor = Math.min(width / whole.width, height / whole.height);
    const shown = [whole.width * factor, whole.height * factor];
    this.#ground("#000");
    this.#context.imageSmoothingEnabled = factor < 1;
    this.#context.drawImage(whole, (width - shown[0]) / 2, (height - shown[1]) / 2, ...shown);
    this.source = whole;
    this.#changed(false);
  }

  #ground(colour) {
    this.#context.fillStyle = colour;
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  #down(event) {
    if (event.button !== 0 || !event.isPrimary) {
      return;
    }
    this.#canvas.setPointerCapture(event.pointerId);
    this.#last = this.#at(event);
    this.#line(this.#last, this.#last);
  }

  #move(event) {
    if (!this.#last || !event.isPrimary) {
      return;
    }
    // A fast finger makes several events a frame.
    const merged = event.getCoalescedEvents?.() ?? [];
    for (const each of merged.length > 0 ? merged : [event]) {
      const next = this.#at(each);
      this.#line(this.#last, next);
      this.#last = next;
    }
  }

  #up() {
    if (this.#last) {
      this.#last = null;
      this.#changed(false);
    }
  }

  #key(event) {
    const pen = this.#pen;
    const move = MOVES[event.key];
    if (move) {
      const before = { ...pen };
      pen.x = Math.min(this.#canvas.width - STEP, Math.max(STEP, pen.x + STEP * move[0]));
      pen.y = Math.min(this.#canvas.height - STEP, Math.max(STEP, pen.y + STEP * move[1]));
      if (pen.isDown) {
        this.#line(before, pen);
      }
    } else if (event.key === " ") {
      if (pen.isDown) {
        this.#lift();
      } else {
        pen.isDown = true;
        this.#line(pen, pen);
      }
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
    } else {
      return;
    }
    event.preventDefault();
    this.#say();
  }

  #lift() {
    if (this.#pen.isDown) {
      this.#pen.isDown = false;
      this.#say();
      this.#changed(false);
    }
  }

  #say() {
    const { x, y, isDown } = this.#pen;
    this.#cursor.style.left = `${(100 * x) / this.#canvas.width}%`;
    this.#cursor.style.top = `${(100 * y) / this.#canvas.height}%`;
    this.#cursor.classList.toggle("down", isDown);
    const where = `${Math.round(x / STEP)} across, ${Math.round(y / STEP)} down of 28`;
    this.#canvas.setAttribute("aria-label", `Drawing area, pen ${isDown ? "down" : "up"}, ${where}`);
  }

  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) * this.#canvas.width) / box.width,
      y: ((event.clientY - box.top) * this.#canvas.height) / box.height,
    };
  }

  #line(from, to) {
    this.source = this.#canvas;
    const context = this.#context;
    context.strokeStyle = "#fff";
    context.lineWidth = PEN;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
}

/** Opaque, and no larger than needed; what is transparent gets the ground it stands out from. */
function flatten(image) {
  const factor = Math.min(1, MOST / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * factor));
  const height = Math.max(1, Math.round(image.height * factor));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, width, height);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = isBright(context.getImageData(0, 0, width, height).data) ? "#000" : "#fff";
  context.fillRect(0, 0, width, height);
  return canvas;
}

function isBright(data) {
  let bright = 0;
  let weight = 0;
  for (let i = 0; i < data.length; i += 4) {
    bright += (0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]) * data[i + 3];
    weight += data[i + 3];
  }
  return bright >= weight * 128;
}
