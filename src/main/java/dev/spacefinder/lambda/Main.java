package dev.spacefinder.lambda;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the binary begins. */
@QuarkusMain
public class Main {

    /** Runs the function until it is told to end. */
    public static void main(String... arguments) {
        // Else the log manager asks the network for the name of the machine at each cold start, and no line has it.
        System.setProperty("jboss.host.name", "lambda");
        Quarkus.run(arguments);
    }
}
