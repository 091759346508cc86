"""What happens to an image before a network sees it: body, field of view, bias field, intensity."""
