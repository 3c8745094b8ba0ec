package dev.verbatim;

import dev.verbatim.boot.Serve;
import dev.verbatim.cli.Cli;

/** The command line's entry: picks the command, and does nothing else. A plain {@code serve} begins without loading the other commands. */
public final class Verbatim {
    private Verbatim() {}

    public static void main(String[] args) {
        boolean serves = args.length == 0 || (args.length == 1 && "serve".equals(args[0]));
        if (serves) {
            Serve.main(System.getenv());
        } else {
            Cli.main(args);
        }
    }
}
