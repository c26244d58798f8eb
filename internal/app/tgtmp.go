package app

import "net/http"

func (a *App) mountTelegram(*http.ServeMux) error { return nil }
