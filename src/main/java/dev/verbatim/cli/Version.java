package dev.verbatim.cli;

import picocli.CommandLine.IVersionProvider;

/** What this is, as its jar says. */
final class Version implements IVersionProvider {
    /** The version; {@code development} where the classes do not lie in a jar. */
    static String number() {
        String number = Version.class.getPackage().getImplementationVersion();
        return number == null ? "development" : number;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"verbatim " + number()};
    }
}
