package dev.verbatim.cli;

/** How commands end; the numbers are a promise to scripts. */
final class ExitCode {
    /** Done, and the answer is yes. */
    static final int OK = 0;
    /** Done, and the answer is no; or something went wrong that is none of the below. */
    static final int FAILED = 1;
    /** The command line, the settings or the catalogue are wrong: nothing was done. */
    static final int USAGE = 2;
    /** Gateway or database cannot be reached, or are too busy: the same again may work later. */
    static final int UNAVAILABLE = 3;
    /** Who asks may not: no token, a bad one, or one without the scope. */
    static final int REFUSED = 4;

    private ExitCode() {}
}
