package dev.spacefinder.spaces;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/** Some of the spaces, and the token that continues after them, or null where there are no more. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Page(List<Space> items, String nextToken) {}
