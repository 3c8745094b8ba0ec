package dev.verbatim.testing;

/** The two protocols' events as {@link FaultyProvider} writes them, kept apart from the decoders they test. */
enum FaultyWire {
    OPENAI {
        @Override
        String begin() {
            return chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
        }

        @Override
        String token(String text) {
            return chunk("{\"content\":\"" + text + "\"}", "null");
        }

        @Override
        String call() {
            return chunk(
                    "{\"tool_calls\":[{\"index\":0,\"id\":\"call-1\",\"type\":\"function\",\"function\":{\"name\":\"look_up\",\"arguments\":\"\"}}]}",
                    "null");
        }

        @Override
        String arguments(String piece) {
            return chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"" + piece + "\"}}]}", "null");
        }

        @Override
        String finish(int tokens) {
            return chunk("{}", "\"stop\"");
        }

        @Override
        String usage(int tokens) {
            return "data: {" + HEAD + ",\"choices\":[],\"usage\":{\"prompt_tokens\":" + FaultyProvider.INPUT_TOKENS
                    + ",\"completion_tokens\":" + tokens + ",\"total_tokens\":"
                    + (FaultyProvider.INPUT_TOKENS + tokens) + "}}\n\n";
        }

        @Override
        String done() {
            return "data: [DONE]\n\n";
        }

        @Override
        String ping() {
            return ": keep-alive\n\n";
        }

        @Override
        String error() {
            return "data: {\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"code\":503}}\n\n";
        }

        @Override
        String errorBody(String type, String message) {
            return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\",\"param\":null,\"code\":\""
                    + type + "\"}}";
        }

        private String chunk(String delta, String finish) {
            return "data: {" + HEAD + ",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish
                    + "}]}\n\n";
        }
    },

    ANTHROPIC {
        @Override
        String begin() {
            return event(
                            "message_start",
                            "\"message\":{\"id\":\"msg_faulty\",\"role\":\"assistant\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":"
                                    + FaultyProvider.INPUT_TOKENS + ",\"output_tokens\":1}}")
                    + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
        }

        @Override
        String token(String text) {
            return event(
                    "content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
        }

        @Override
        String call() {
            return event(
                    "content_block_start",
                    "\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"call-1\",\"name\":\"look_up\",\"input\":{}}");
        }

        @Override
        String arguments(String piece) {
            return event(
                    "content_block_delta",
                    "\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"" + piece + "\"}");
        }

        @Override
        String finish(int tokens) {
            return event("content_block_stop", "\"index\":0")
                    + event(
                            "message_delta",
                            "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":"
                                    + tokens + "}")
                    + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        }

        @Override
        String usage(int tokens) {
            return "";
        }

        @Override
        String done() {
            return "";
        }

        @Override
        String ping() {
            return "event: ping\ndata: {\"type\": \"ping\"}\n\n";
        }

        @Override
        String error() {
            return event("error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}");
        }

        @Override
        String errorBody(String type, String message) {
            return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}}";
        }

        private String event(String type, String members) {
            return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
        }
    };

    private static final String HEAD =
            "\"id\":\"chatcmpl-faulty\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"faulty\"";

    abstract String begin();

    abstract String token(String text);

    /** The beginning of a call of a tool. */
    abstract String call();

    /** More of that call's arguments, as they stand within a string of JSON. */
    abstract String arguments(String piece);

    /** The end marker; for Anthropic it is the last word too. */
    abstract String finish(int tokens);

    /** Whether the end marker tells the usage. */
    boolean finishCounts() {
        return this == ANTHROPIC;
    }

    abstract String usage(int tokens);

    abstract String done();

    abstract String ping();

    abstract String error();

    abstract String errorBody(String type, String message);
}
