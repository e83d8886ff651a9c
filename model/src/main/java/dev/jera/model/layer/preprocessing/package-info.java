/** What is done to data before the network, exported with it, and augmentation, which is not. */
@NullMarked
package dev.jera.model.layer.preprocessing;

import org.jspecify.annotations.NullMarked;
