package dev.verbatim.bench;

/** A viewer that joins and never reads again. */
record StalledViewer(Load load) implements Guest {
    @Override
    public void joined(Visitor visitor) {
        visitor.stopReading();
    }

    /** What had reached this side before it stopped. */
    @Override
    public void text(byte[] frame, int from, int to, long nowMicros) {}

    @Override
    public void event(byte[] frame, int length) {}

    @Override
    public void lost() {
        load.dismissed();
    }
}
