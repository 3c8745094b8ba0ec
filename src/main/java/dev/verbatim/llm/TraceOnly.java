package dev.verbatim.llm;

/** What an unexpected exception was and where, for the log, without its message, which may hold anything, also a key. */
final class TraceOnly extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TraceOnly(Throwable unexpected) {
        super(unexpected.getClass().getName());
        setStackTrace(unexpected.getStackTrace());
    }
}
