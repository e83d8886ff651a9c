package dev.jera.runtime;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.Deallocator_Pointer_long_Pointer;

/**
 * Direct buffers that TensorFlow reads in place. Each is kept from the garbage collector until
 * TensorFlow says that it is done, which may be long after the run: a variable may share it.
 */
final class SharedBuffers {
  /** What TensorFlow calls when it is done; it must outlive every tensor. */
  static final Deallocator_Pointer_long_Pointer RELEASE = new Release();

  private static final AtomicLong NEXT = new AtomicLong();
  private static final Map<Long, ByteBuffer> BUFFERS = new ConcurrentHashMap<>();

  private SharedBuffers() {}

  /** Keeps a buffer; what is returned is the argument that {@link #RELEASE} wants. */
  static Pointer share(ByteBuffer buffer) {
    Ticket ticket = new Ticket(NEXT.incrementAndGet());
    BUFFERS.put(ticket.address(), buffer);
    return ticket;
  }

  /** How many are kept. */
  static int count() {
    return BUFFERS.size();
  }

  /** A number where C wants a pointer. */
  private static final class Ticket extends Pointer {
    Ticket(long number) {
      address = number;
    }
  }

  private static final class Release extends Deallocator_Pointer_long_Pointer {
    @Override
    public void call(Pointer data, long length, Pointer ticket) {
      BUFFERS.remove(ticket.address());
    }
  }
}
