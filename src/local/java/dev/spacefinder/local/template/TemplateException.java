package dev.spacefinder.local.template;

import java.nio.file.Path;

/** The template cannot be used; the message says where and why, for whoever edits it. */
public final class TemplateException extends RuntimeException {

    /** @param message where and why, in a sentence */
    public TemplateException(String message) {
        super(message);
    }

    TemplateException(Path file, int line, String problem) {
        super(file + ":" + line + ": " + problem);
    }
}
