package dev.verbatim.llm.sse;

/**
 * An incremental parser of server-sent events, over bytes: every control character of the format is ASCII, so nothing needs to be
 * decoded to find it. An event whose data is one line that lies whole in what is fed is handed on without being copied.
 *
 * <p>As the standard says: lines end with LF, CR or CRLF, also across feeds; one leading BOM is skipped; {@code id}, {@code
 * retry}, comments and unknown fields are ignored; an event that no blank line ends is dropped, unless {@link #end} is called.
 * Not thread safe.
 */
public final class SseParser {
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final byte[] NOTHING = {};

    private final SseListener listener;
    private final int maxBytes;
    private final EventNames names = new EventNames();
    /** The unfinished line of earlier feeds. */
    private final ByteQueue line = new ByteQueue();
    /** The event's data where it is not one range of what is being fed. */
    private final ByteQueue data = new ByteQueue();

    private int bomMatched;
    private boolean skipLineFeed;
    private boolean overflowed;
    private String name = EventNames.DEFAULT;
    private boolean hasData;
    private boolean lent;
    private int lentFrom;
    private int lentTo;

    /**
     * A parser at the start of a stream.
     *
     * @param maxBytes what the data of an event, or a line, may measure in bytes; more ends the stream
     */
    public SseParser(SseListener listener, int maxBytes) {
        this.listener = listener;
        this.maxBytes = maxBytes;
    }

    /**
     * Parses the next bytes, whatever their boundaries.
     *
     * @return false if a line or an event is longer than allowed; nothing that is fed later is parsed
     */
    public boolean feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int position = bomMatched < BOM.length ? skipBom(bytes, offset, end) : offset;
        while (position < end && !overflowed) {
            position = takeLine(bytes, position, end);
        }
        keepLentData(bytes);
        return !overflowed;
    }

    /**
     * Hands on a last event that no blank line ended, as some servers leave it; it may have been cut anywhere, so that only what makes
     * sense by itself is to be believed.
     */
    public void end() {
        if (line.length() > 0) {
            takeField(line.bytes(), 0, line.length(), NOTHING);
            line.clear();
        }
        if (!overflowed) {
            dispatch(NOTHING);
        }
    }

    private int skipBom(byte[] bytes, int from, int end) {
        int position = from;
        while (position < end && bomMatched < BOM.length && bytes[position] == BOM[bomMatched]) {
            bomMatched++;
            position++;
        }
        if (position < end && bomMatched < BOM.length) {
            line.append(BOM, 0, bomMatched);
            bomMatched = BOM.length;
        }
        return position;
    }

    private int takeLine(byte[] bytes, int from, int end) {
        int start = from;
        if (skipLineFeed) {
            skipLineFeed = false;
            if (bytes[start] == '\n') {
                return start + 1;
            }
        }
        int stop = LineEnd.find(bytes, start, end);
        if (line.length() + stop - start > maxBytes) {
            overflowed = true;
            return end;
        }
        if (stop == end) {
            line.append(bytes, start, end);
            return end;
        }
        skipLineFeed = bytes[stop] == '\r';
        endLine(bytes, start, stop);
        return stop + 1;
    }

    private void endLine(byte[] bytes, int from, int to) {
        if (line.length() == 0) {
            takeField(bytes, from, to, bytes);
            return;
        }
        line.append(bytes, from, to);
        takeField(line.bytes(), 0, line.length(), bytes);
        line.clear();
    }

    private void takeField(byte[] source, int from, int to, byte[] fed) {
        if (from == to) {
            dispatch(fed);
            return;
        }
        int colon = from;
        while (colon < to && source[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, to);
        if (value < to && source[value] == ' ') {
            value++;
        }
        if (is("data", source, from, colon)) {
            takeData(source, value, to, fed);
        } else if (is("event", source, from, colon)) {
            name = value == to ? EventNames.DEFAULT : names.of(source, value, to);
        }
    }

    private static boolean is(String field, byte[] source, int from, int to) {
        if (to - from != field.length()) {
            return false;
        }
        for (int i = 0; i < field.length(); i++) {
            if (source[from + i] != field.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void takeData(byte[] source, int from, int to, byte[] fed) {
        if (!hasData && source == fed) {
            hasData = true;
            lent = true;
            lentFrom = from;
            lentTo = to;
            return;
        }
        keepLentData(fed);
        if (hasData) {
            data.append((byte) '\n');
        }
        hasData = true;
        data.append(source, from, to);
        overflowed = data.length() > maxBytes;
    }

    private void keepLentData(byte[] fed) {
        if (lent) {
            lent = false;
            data.append(fed, lentFrom, lentTo);
        }
    }

    private void dispatch(byte[] fed) {
        String event = name;
        boolean dispatched = hasData;
        boolean inPlace = lent;
        name = EventNames.DEFAULT;
        hasData = false;
        lent = false;
        if (dispatched && inPlace) {
            listener.onEvent(event, fed, lentFrom, lentTo - lentFrom);
        } else if (dispatched) {
            listener.onEvent(event, data.bytes(), 0, data.length());
        }
        data.clear();
    }
}
