package dev.verbatim.bench;

/**
 * What is asked of a system: so many chats at once, each in a room of its own, each asking again as soon as its answer has
 * ended.
 *
 * @param name as on the command line
 * @param chats connections, at least 1
 * @param tokens of one answer
 * @param delayMicros between two tokens of an answer; 0: without a pause
 */
record Scenario(String name, int chats, int tokens, int delayMicros) {
    Scenario {
        if (chats < 1) {
            throw new IllegalArgumentException("chats must be at least 1, not " + chats);
        }
    }

    /** The scenario as it is without options: {@code stream} is the pace of a model, {@code max} all there is. */
    static Scenario named(String name) {
        if (name.equals("stream")) {
            return new Scenario(name, 200, 200, 20_000);
        }
        if (name.equals("max")) {
            return new Scenario(name, 64, 200, 0);
        }
        throw new IllegalArgumentException("no scenario '" + name + "': stream or max");
    }

    ModelScript script() {
        return new ModelScript(tokens, delayMicros);
    }
}
