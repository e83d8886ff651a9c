/** Whether Jera can work on this machine, and what to do where it cannot. */
@NullMarked
package dev.jera.cli.doctor;

import org.jspecify.annotations.NullMarked;
