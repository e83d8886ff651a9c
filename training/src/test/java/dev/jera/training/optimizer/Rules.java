package dev.jera.training.optimizer;

import java.util.function.Supplier;

/** The published update rules of one number, in plain double precision. */
final class Rules {
  private Rules() {}

  /** A rule with its state; w after step t, from 1. */
  interface Rule {
    double next(double w, double g, int t);
  }

  static Supplier<Rule> sgd(double rate) {
    return () -> (w, g, t) -> w - rate * g;
  }

  static Supplier<Rule> momentum(double rate, double momentum, boolean nesterov) {
    return () -> {
      double[] v = new double[1];
      return (w, g, t) -> {
        v[0] = momentum * v[0] - rate * g;
        return nesterov ? w + momentum * v[0] - rate * g : w + v[0];
      };
    };
  }

  static Supplier<Rule> rmsprop(
      double rate, double rho, double momentum, double epsilon, boolean centered) {
    return () -> {
      double[] s = new double[3];
      return (w, g, t) -> {
        s[0] = rho * s[0] + (1 - rho) * g * g;
        s[1] = rho * s[1] + (1 - rho) * g;
        double scale = centered ? s[0] - s[1] * s[1] : s[0];
        s[2] = momentum * s[2] + rate * g / Math.sqrt(scale + epsilon);
        return w - s[2];
      };
    };
  }

  static Supplier<Rule> adam(
      double rate, double beta1, double beta2, double epsilon, boolean amsgrad, double decay) {
    return () -> {
      double[] s = new double[3];
      return (w, g, t) -> {
        s[0] = beta1 * s[0] + (1 - beta1) * g;
        s[1] = beta2 * s[1] + (1 - beta2) * g * g;
        s[2] = amsgrad ? Math.max(s[2], s[1]) : s[1];
        double corrected = rate * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
        return w - rate * decay * w - corrected * s[0] / (Math.sqrt(s[2]) + epsilon);
      };
    };
  }

  static Supplier<Rule> adamax(double rate, double beta1, double beta2, double epsilon) {
    return () -> {
      double[] s = new double[2];
      return (w, g, t) -> {
        s[0] = beta1 * s[0] + (1 - beta1) * g;
        s[1] = Math.max(beta2 * s[1], Math.abs(g));
        return w - rate / (1 - Math.pow(beta1, t)) * s[0] / (s[1] + epsilon);
      };
    };
  }

  static Supplier<Rule> nadam(double rate, double beta1, double beta2, double epsilon) {
    return () -> {
      double[] s = {0, 0, 1};
      return (w, g, t) -> {
        double now = beta1 * (1 - 0.5 * Math.pow(0.96, t));
        double next = beta1 * (1 - 0.5 * Math.pow(0.96, t + 1));
        s[0] = beta1 * s[0] + (1 - beta1) * g;
        s[1] = beta2 * s[1] + (1 - beta2) * g * g;
        s[2] *= now;
        double m = next * s[0] / (1 - s[2] * next) + (1 - now) * g / (1 - s[2]);
        double v = s[1] / (1 - Math.pow(beta2, t));
        return w - rate * m / (Math.sqrt(v) + epsilon);
      };
    };
  }

  static Supplier<Rule> adagrad(double rate, double initial, double epsilon) {
    return () -> {
      double[] a = {initial};
      return (w, g, t) -> {
        a[0] += g * g;
        return w - rate * g / Math.sqrt(a[0] + epsilon);
      };
    };
  }

  static Supplier<Rule> adadelta(double rate, double rho, double epsilon) {
    return () -> {
      double[] s = new double[2];
      return (w, g, t) -> {
        s[0] = rho * s[0] + (1 - rho) * g * g;
        double delta = Math.sqrt(s[1] + epsilon) / Math.sqrt(s[0] + epsilon) * g;
        s[1] = rho * s[1] + (1 - rho) * delta * delta;
        return w - rate * delta;
      };
    };
  }

  static Supplier<Rule> ftrl(
      double rate,
      double power,
      double initial,
      double l1,
      double l2,
      double shrinkage,
      double beta) {
    return () -> {
      double[] s = {initial, 0};
      return (w, g, t) -> {
        double before = Math.pow(s[0], -power);
        s[0] += g * g;
        double after = Math.pow(s[0], -power);
        s[1] += g + 2 * shrinkage * w - (after - before) / rate * w;
        double quadratic = after / rate + 2 * (l2 + beta / (2 * rate));
        double clipped = Math.max(-l1, Math.min(l1, s[1]));
        return (clipped - s[1]) / quadratic;
      };
    };
  }

  static Supplier<Rule> lion(double rate, double beta1, double beta2) {
    return () -> {
      double[] m = new double[1];
      return (w, g, t) -> {
        double direction = Math.signum(beta1 * m[0] + (1 - beta1) * g);
        m[0] = beta2 * m[0] + (1 - beta2) * g;
        return w - rate * direction;
      };
    };
  }

  /** The weight itself decays before its rule goes on. */
  static Supplier<Rule> decayed(Supplier<Rule> rule, double rate, double decay) {
    return () -> {
      Rule within = rule.get();
      return (w, g, t) -> within.next(w - rate * decay * w, g, t);
    };
  }
}
