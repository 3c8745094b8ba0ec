package dev.verbatim;

/** The command line's entry: hands over to the room that assembles the gateway, and does nothing else. */
public final class Verbatim {
    private Verbatim() {}

    public static void main(String[] args) {}
}
