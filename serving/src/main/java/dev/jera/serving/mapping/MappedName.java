package dev.jera.serving.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The input, output or feature that a record's component stands for, where that is not the
 * component's own name: {@code @MappedName("dense/out") float[] scores}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface MappedName {
  /** The name in the signature or in the tf.Example. */
  String value();
}
