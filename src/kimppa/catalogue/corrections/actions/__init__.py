"""The only writers: planning, asking and looking, carrying out, what is agreed on."""
